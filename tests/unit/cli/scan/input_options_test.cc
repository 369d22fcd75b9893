#include "cli/scan/input_options.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/cli_fixture.h"

namespace errwatch::cli {
namespace {

class InputOptionsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(InputOptionsTest);
  CPPUNIT_TEST(FormatsByNameAndText);
  CPPUNIT_TEST(SaysWhatIsWrong);
  CPPUNIT_TEST(TellsOfFormatsThatAClientBreaks);
  CPPUNIT_TEST(ResponsesAsTheServerJudgesThem);
  CPPUNIT_TEST_SUITE_END();

 public:
  void FormatsByNameAndText() {
    const RulesInForce rules = Rules("LogFormat \"%a \\\"%r\\\" %>s\" own\nCustomLog logs/a.log own\n");
    for (const char* name : {"own", "logs/a.log", "a.log", "%a \"%r\" %>s"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, std::string("%a \"%r\" %>s"),
                                   JudgedInputOf({InputKind::kAny, name}, rules).value().access->name);
    CPPUNIT_ASSERT(JudgedInputOf({InputKind::kAccess, "json"}, rules).value().access->json);
    CPPUNIT_ASSERT(JudgedInputOf({InputKind::kLog, ""}, rules).value().access == nullptr);
  }

  void SaysWhatIsWrong() {
    const RulesInForce rules = Rules("");
    const auto why = [&rules](InputKind kind, const char* format) {
      return JudgedInputOf({kind, format}, rules).error();
    };
    CPPUNIT_ASSERT(why(InputKind::kAny, "comon").find("did you mean common?") != std::string::npos);
    CPPUNIT_ASSERT(why(InputKind::kLog, "common").find("--input access") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(std::string("--log-format: \"%r\" holds no status: add %>s"),
                         why(InputKind::kAny, "%r"));
    // What is only classified needs less.
    CPPUNIT_ASSERT(InputFormOf({InputKind::kAny, "%r"}, rules).ok());
  }

  // Whichever subcommand asks.
  void TellsOfFormatsThatAClientBreaks() {
    files_.Write("log", LineAt(0, "core:info", "192.0.2.4", "AH00128: x"));
    const std::string rules = files_.Write("few.conf", kTestRules);
    for (const char* command : {"scan", "report", "classify"}) {
      const Ran ran = RunTool({command, "-c", rules, "--log-format", "%h|%r|%>s", files_.Path("log")});
      CPPUNIT_ASSERT_MESSAGE(command + ran.err,
                             ran.err.find("put quotation marks around it") != std::string::npos);
    }
  }

  void ResponsesAsTheServerJudgesThem() {
    ServerSettings settings;
    CPPUNIT_ASSERT(ResponsesJudgedBy(settings).others && ResponsesJudgedBy(settings).listed.size() > 5);
    settings.inspect.value = Inspect::kErrors;
    CPPUNIT_ASSERT(!ResponsesJudgedBy(settings).others && ResponsesJudgedBy(settings).listed.size() > 5);
    settings.inspect.value = Inspect::kEntries;
    CPPUNIT_ASSERT(!ResponsesJudgedBy(settings).others && ResponsesJudgedBy(settings).listed.empty());
  }

 private:
  RulesInForce Rules(const std::string& lines) {
    return LoadRules(files_.Write("rules.conf", kTestRules + lines), "").value();
  }
  TemporaryDirectory files_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(InputOptionsTest);

}  // namespace
}  // namespace errwatch::cli
