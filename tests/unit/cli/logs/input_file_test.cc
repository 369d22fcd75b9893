#include "cli/logs/input_file.h"

#include <cppunit/extensions/HelperMacros.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <string>
#include <thread>

#include "cli/logs/line_source.h"
#include "unit/temporary_directory.h"

namespace errwatch::cli {
namespace {

constexpr std::chrono::milliseconds kShort{20};

class InputFileTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(InputFileTest);
  CPPUNIT_TEST(RegularFiles);
  CPPUNIT_TEST(WhatHasNoEnd);
  CPPUNIT_TEST(NoFiles);
  CPPUNIT_TEST(PipesWithoutAWriter);
  CPPUNIT_TEST(PipesOfTheShell);
  CPPUNIT_TEST(PipesWhoseWriterIsSilent);
  CPPUNIT_TEST_SUITE_END();

 public:
  void RegularFiles() {
    const InputFile file = Opened(files_.Write("log", "abc\n"));
    CPPUNIT_ASSERT_EQUAL(uint64_t{4}, file.bytes);
    ::close(file.descriptor);
    const InputFile nothing = Opened("/dev/null");
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, nothing.bytes);
    ::close(nothing.descriptor);
  }

  void WhatHasNoEnd() {
    for (const char* path : {"/dev/zero", "/dev/urandom", "/dev/full"})
      CPPUNIT_ASSERT_EQUAL(std::string(path) + ": is a device, not a log", Why(path));
  }

  void NoFiles() {
    CPPUNIT_ASSERT_EQUAL(files_.Path("missing") + ": No such file or directory", Why(files_.Path("missing")));
    CPPUNIT_ASSERT_EQUAL(std::string("/: is a directory"), Why("/"));
    const std::string path = files_.Path("socket");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    CPPUNIT_ASSERT(path.size() < sizeof address.sun_path);
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CPPUNIT_ASSERT_EQUAL(0, ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address));
    CPPUNIT_ASSERT_EQUAL(path + ": is a socket, not a log", Why(path));
    ::close(socket);
  }

  void PipesWithoutAWriter() {
    const std::string pipe = Pipe();
    CPPUNIT_ASSERT_EQUAL(pipe + ": is a pipe into which nobody writes", Why(pipe));
  }

  // errwatch scan <(zcat error.log.2.gz), whose writer may have ended before anybody reads
  void PipesOfTheShell() {
    std::array<int, 2> ends;
    CPPUNIT_ASSERT_EQUAL(0, ::pipe2(ends.data(), O_CLOEXEC));
    CPPUNIT_ASSERT_EQUAL(ssize_t{4}, ::write(ends[1], "a\nb\n", 4));
    ::close(ends[1]);
    CPPUNIT_ASSERT_EQUAL(std::string("a\nb\n"), TextOf("/dev/fd/" + std::to_string(ends[0])));
    ::close(ends[0]);
  }

  void PipesWhoseWriterIsSilent() {
    const std::string pipe = Pipe();
    const int writer = ::open(pipe.c_str(), O_RDWR | O_CLOEXEC);
    const InputFile file = Opened(pipe);
    std::thread later([&] {
      CPPUNIT_ASSERT_EQUAL(ssize_t{2}, ::write(writer, "a\n", 2));
      ::close(writer);
    });
    std::array<char, 8> text;
    CPPUNIT_ASSERT_EQUAL(ssize_t{2}, ::read(file.descriptor, text.data(), text.size()));
    later.join();
    ::close(file.descriptor);
  }

 private:
  std::string Pipe() {
    const std::string pipe = files_.Path("pipe");
    CPPUNIT_ASSERT_EQUAL(0, ::mkfifo(pipe.c_str(), 0600));
    return pipe;
  }
  static InputFile Opened(const std::string& path) {
    const Result<InputFile> file = OpenInput(path, kShort);
    CPPUNIT_ASSERT_MESSAGE(file ? "" : file.error(), file.ok());
    return file.value();
  }
  static std::string Why(const std::string& path) {
    const Result<InputFile> file = OpenInput(path, kShort);
    CPPUNIT_ASSERT_MESSAGE(path, !file.ok());
    return file.error();
  }
  static std::string TextOf(const std::string& path) {
    const auto source = LineSource::Open(path);
    CPPUNIT_ASSERT_MESSAGE(source ? "" : source.error(), source.ok());
    std::string text;
    for (std::string block; source.value()->Next(block);) text += block;
    return text;
  }

  TemporaryDirectory files_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(InputFileTest);

}  // namespace
}  // namespace errwatch::cli
