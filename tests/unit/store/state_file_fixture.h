// A name in a directory of its own for a state file, and servers that start with it.
#pragma once

#include <cppunit/TestAssert.h>
#include <cppunit/TestFixture.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>

#include "store/state_file.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"
#include "unit/started_state.h"

namespace errwatch::store {

class StateFileFixture : public CppUnit::TestFixture {
 public:
  void setUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "errwatch-state-XXXXXX").string();
    CPPUNIT_ASSERT(mkdtemp(name.data()) != nullptr);
    directory_ = name;
    path_ = (directory_ / "errwatch.state").string();
  }
  void tearDown() override { std::filesystem::remove_all(directory_); }

 protected:
  std::filesystem::path directory_;
  std::string path_;
  const Geometry geometry_ = SmallGeometry(4);

  using Opened = Result<std::unique_ptr<StartedState>>;
  Opened Start(const Geometry& geometry, ClientPrefix prefix = {}) {
    return StartState(path_, geometry, prefix);
  }
  Opened Start() { return Start(geometry_); }
  // In a process of its own, as another server would: locks of one process do not exclude each other.
  bool StartsElsewhere(const std::string& said_otherwise = "") {
    return ForkEnv::EndedWell(ForkEnv::Start([&] {
      const auto started = Start();
      return said_otherwise.empty() ? started.ok()
                                    : !started && started.error().find(said_otherwise) != std::string::npos;
    }));
  }
  template <typename T>
  static void CheckRefused(const Result<T>& opened, std::string_view said) {
    CPPUNIT_ASSERT(!opened);
    CPPUNIT_ASSERT_MESSAGE(opened.error(), opened.error().find(said) != std::string::npos);
  }
  std::size_t FilesInDirectory() {
    return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(directory_),
                                                  std::filesystem::directory_iterator()));
  }
  void Write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
    chmod(path.c_str(), 0600);
  }
  static std::string Read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  static std::string OfThisModule(std::size_t bytes) {
    std::string text = std::string(kMagic.data(), kMagic.size());
    text.resize(std::max(bytes, text.size()), 'x');
    return text;
  }
};

}  // namespace errwatch::store
