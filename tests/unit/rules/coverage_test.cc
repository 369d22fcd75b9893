#include "rules/coverage.h"
#include "cli/config/log_level.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

Rule MakeRule(uint32_t id, std::vector<std::string> modules, std::optional<Level> level) {
  Rule rule;
  rule.id = id;
  rule.category = Category::kVulnScan;
  rule.modules = std::move(modules);
  rule.level = level;
  return rule;
}

LogLevels Levels(std::string_view arguments) {
  LogLevels levels;
  CPPUNIT_ASSERT(ApplyLogLevel(arguments, levels).ok());
  return levels;
}

class CoverageTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CoverageTest);
  CPPUNIT_TEST(ReadsLogLevelAsHttpdDoes);
  CPPUNIT_TEST(RefusesWhatIsNoLevel);
  CPPUNIT_TEST(KnowsThreeSpellingsOfAModule);
  CPPUNIT_TEST(FindsHiddenRulesAndTheLineThatShowsThem);
  CPPUNIT_TEST(NeverAsksForDebug);
  CPPUNIT_TEST(TheSuggestedLineHidesWhatNeedsDebugOnly);
  CPPUNIT_TEST(KeepsTheLevelsThatModulesHave);
  CPPUNIT_TEST(OneOfSeveralModulesIsEnough);
  CPPUNIT_TEST(NoticeIsAlwaysWritten);
  CPPUNIT_TEST(LeavesOutWhatLogLevelDoesNotDecide);
  CPPUNIT_TEST(ALevelOfItsOwnProvesAModule);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ReadsLogLevelAsHttpdDoes() {
    LogLevels levels = Levels("info ssl:warn mod_http2.c:trace3");
    CPPUNIT_ASSERT(levels.base == Level::kInfo);
    CPPUNIT_ASSERT(levels.For("ssl") == Level::kWarn);
    CPPUNIT_ASSERT(levels.For("http2") == Level::kTrace3);
    CPPUNIT_ASSERT(levels.For("core") == Level::kInfo);
    CPPUNIT_ASSERT(ApplyLogLevel("core:debug", levels).ok());
    CPPUNIT_ASSERT(levels.For("core") == Level::kDebug && levels.For("ssl") == Level::kWarn);
    CPPUNIT_ASSERT(ApplyLogLevel("error", levels).ok());  // resets every module
    CPPUNIT_ASSERT(levels.For("core") == Level::kError && levels.modules.empty());
  }

  void RefusesWhatIsNoLevel() {
    LogLevels levels;
    for (const char* bad : {"", "loud", "core:", "warn core:loud"})
      CPPUNIT_ASSERT(!ApplyLogLevel(bad, levels).ok());
    CPPUNIT_ASSERT(levels.base == Level::kWarn && levels.modules.empty());
    CPPUNIT_ASSERT(ApplyLogLevel("warn core:loud", levels).error().find("core:loud") != std::string::npos);
  }

  void KnowsThreeSpellingsOfAModule() {
    for (const char* name : {"ssl", "ssl_module", "mod_ssl.c"})
      CPPUNIT_ASSERT(ShortModuleName(name) == "ssl");
    CPPUNIT_ASSERT(ShortModuleName("core.c") == "core");
    CPPUNIT_ASSERT(ShortModuleName("_module") == "_module");
  }

  void FindsHiddenRulesAndTheLineThatShowsThem() {
    const std::vector<Rule> rules = {
        MakeRule(30, {"ssl"}, Level::kInfo), MakeRule(10, {"core"}, Level::kInfo),
        MakeRule(20, {"core"}, Level::kError), MakeRule(40, {"core"}, Level::kDebug)};
    const Coverage coverage = CoverageOf(rules, LogLevels{});
    CPPUNIT_ASSERT_EQUAL(4U, coverage.rules);
    CPPUNIT_ASSERT((coverage.hidden == std::vector<uint32_t>{10, 30, 40}));
    CPPUNIT_ASSERT_EQUAL(std::string("LogLevel warn core:info ssl:info"), coverage.log_level);
    CPPUNIT_ASSERT_EQUAL(1U, coverage.need_debug);
  }

  void NeverAsksForDebug() {
    const std::vector<Rule> rules = {MakeRule(1, {"core"}, Level::kDebug), MakeRule(2, {}, Level::kTrace2)};
    const Coverage coverage = CoverageOf(rules, LogLevels{});
    CPPUNIT_ASSERT((coverage.hidden == std::vector<uint32_t>{1, 2}));
    CPPUNIT_ASSERT(coverage.log_level.empty() && coverage.need_debug == 2);
    // What the server writes already is not taken back.
    const std::vector<Rule> more = {rules[0], rules[1], MakeRule(3, {"ssl"}, Level::kInfo)};
    CPPUNIT_ASSERT_EQUAL(std::string("LogLevel warn core:debug ssl:info"),
                         CoverageOf(more, Levels("warn core:debug")).log_level);
  }

  void TheSuggestedLineHidesWhatNeedsDebugOnly() {
    const std::vector<Rule> rules = {MakeRule(1, {"ssl"}, Level::kInfo), MakeRule(2, {}, Level::kInfo),
                                     MakeRule(3, {"core", "http"}, Level::kTrace1),
                                     MakeRule(4, {"proxy"}, Level::kDebug)};
    for (const char* start : {"warn", "emerg", "error http2:debug", "warn core:trace8 proxy:emerg"}) {
      const Coverage before = CoverageOf(rules, Levels(start));
      CPPUNIT_ASSERT(!before.hidden.empty());
      CPPUNIT_ASSERT(before.log_level.starts_with("LogLevel "));
      const Coverage after = CoverageOf(rules, Levels(std::string_view(before.log_level).substr(9)));
      CPPUNIT_ASSERT_MESSAGE(before.log_level, after.log_level.empty());
      CPPUNIT_ASSERT_EQUAL(std::size_t{before.need_debug}, after.hidden.size());
    }
  }

  void KeepsTheLevelsThatModulesHave() {
    const std::vector<Rule> rules = {MakeRule(1, {"core"}, Level::kInfo)};
    const Coverage coverage = CoverageOf(rules, Levels("warn ssl:error http2:info"));
    CPPUNIT_ASSERT_EQUAL(std::string("LogLevel warn core:info http2:info ssl:error"), coverage.log_level);
  }

  void OneOfSeveralModulesIsEnough() {
    const std::vector<Rule> rules = {MakeRule(1, {"cgi", "cgid"}, Level::kInfo)};
    CPPUNIT_ASSERT(CoverageOf(rules, Levels("warn cgid:info")).hidden.empty());
    LogLevels one_loaded = Levels("warn");
    one_loaded.loaded = {{"cgid", "core"}};
    CPPUNIT_ASSERT_EQUAL(std::string("LogLevel warn cgid:info"), CoverageOf(rules, one_loaded).log_level);
  }

  void NoticeIsAlwaysWritten() {
    const std::vector<Rule> rules = {MakeRule(1, {"core"}, Level::kNotice)};
    LogLevels levels = Levels("error");
    CPPUNIT_ASSERT(CoverageOf(rules, levels).hidden.empty());
    levels.notice_always = false;  // ErrorLog syslog
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, CoverageOf(rules, levels).hidden.size());
  }

  void LeavesOutWhatLogLevelDoesNotDecide() {
    Rule benign = MakeRule(1, {"core"}, Level::kInfo);
    benign.category = Category::kBenign;
    Rule by_status = MakeRule(2, {"core"}, Level::kInfo);
    by_status.statuses = {404};
    const std::vector<Rule> rules = {benign, by_status, MakeRule(3, {"core"}, std::nullopt),
                                     MakeRule(4, {"qos"}, Level::kInfo)};
    LogLevels levels = Levels("warn");
    levels.loaded = {{"core"}};
    const Coverage coverage = CoverageOf(rules, levels);
    CPPUNIT_ASSERT(coverage.hidden.empty() && coverage.log_level.empty());
    CPPUNIT_ASSERT_EQUAL(3U, coverage.rules);
  }

  void ALevelOfItsOwnProvesAModule() {
    LogLevels levels = Levels("warn http2:error");
    levels.loaded = {{"core"}};
    const std::vector<Rule> rules = {MakeRule(1, {"http2"}, Level::kInfo),
                                     MakeRule(2, {"ssl"}, Level::kInfo)};
    const Coverage coverage = CoverageOf(rules, levels);
    CPPUNIT_ASSERT((coverage.hidden == std::vector<uint32_t>{1}));
    CPPUNIT_ASSERT_EQUAL(std::string("LogLevel warn http2:info"), coverage.log_level);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CoverageTest);

}  // namespace
}  // namespace errwatch
