#include "cli/watch_command.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class WatchCommandTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(WatchCommandTest);
  CPPUNIT_TEST(RefusesWithAReason);
  CPPUNIT_TEST_SUITE_END();

 public:
  void RefusesWithAReason() {
    struct Case {
      std::vector<std::string> arguments;
      int code;
      const char* says;
    };
    const FewRules few_rules;
    const TemporaryDirectory files;
    const std::vector<Case> kCases = {
        {{"watch", "--interval", "soon"}, 2, "--interval"},
        {{"watch", "--interval", "0s"}, 2, "between 1s and 1h"},
        {{"watch", "--interval", "2h"}, 2, "between 1s and 1h"},
        {{"watch", "--format", "json"}, 2, "text, jsonl"},
        {{"watch", "-s", files.Path("missing")}, 1, "--state"},
    };
    for (const Case& c : kCases) {
      const Ran ran = RunTool(c.arguments);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(ran.err, c.code, ran.code);
      CPPUNIT_ASSERT_MESSAGE(ran.err, ran.err.find(c.says) != std::string::npos);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(WatchCommandTest);

}  // namespace
}  // namespace errwatch::cli
