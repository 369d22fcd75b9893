// `errwatch scan` as it is called, over logs that a test writes.
#pragma once

#include <cppunit/TestAssert.h>
#include <cppunit/TestFixture.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "unit/cli_fixture.h"

namespace errwatch::cli {

class ScanFixture : public CppUnit::TestFixture {
 public:
  void setUp() override { ::setenv("TZ", "UTC", 1); }

 protected:
  std::string Attack() {
    std::string log;
    for (int i = 0; i < 3; ++i)
      log += LineAt(i, "core:info", "192.0.2.4",
                    "x ../etc/passwd" + std::string(static_cast<std::size_t>(i), 'd'));
    return files_.Write("attack", log);
  }
  // What is printed in this form.
  std::string Format(const char* format, const std::string& path) {
    const Ran ran = RunTool({"scan", "-q", "-c", rules_, "-f", format, path});
    CPPUNIT_ASSERT_EQUAL_MESSAGE(format, 0, ran.code);
    return ran.out;
  }
  nlohmann::json Scan(std::vector<std::string> paths) {
    std::vector<std::string> arguments = {"scan", "-q", "-c", rules_, "-f", "json"};
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    const Ran ran = RunTool(arguments);
    CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, 0, ran.code);
    return nlohmann::json::parse(ran.out);
  }

  TemporaryDirectory files_;
  std::string rules_ = files_.Write("rules.conf", kTestRules);
};

}  // namespace errwatch::cli
