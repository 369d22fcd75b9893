#include "cli/config/log_level_check.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/make_rule_set.h"

namespace errwatch::cli {
namespace {

class LogLevelCheckTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LogLevelCheckTest);
  CPPUNIT_TEST(NothingIsHidden);
  CPPUNIT_TEST(WhatIsHiddenAndWhatShowsIt);
  CPPUNIT_TEST(WhatSuspectsShowIsANote);
  CPPUNIT_TEST(AFloodIsCalledSo);
  CPPUNIT_TEST(OfManyRulesAFewAreNamed);
  CPPUNIT_TEST_SUITE_END();

  static std::vector<Finding> Check(const std::vector<std::string>& rules, Level base,
                                    const Verbosity& verbosity = {}) {
    LogLevels levels;
    levels.base = base;
    return CheckLogLevel("a server", *MakeRuleSet(rules), levels, verbosity);
  }
  static void AssertBegins(const Finding& finding, Severity severity, const std::string& text) {
    CPPUNIT_ASSERT_EQUAL(std::string("a server"), finding.where);
    CPPUNIT_ASSERT(finding.severity == severity);
    CPPUNIT_ASSERT_MESSAGE(finding.text, finding.text.starts_with(text));
  }

 public:
  void NothingIsHidden() {
    const std::vector<std::string> rules{"1 vuln_scan ah=AH00128 module=core level=info", "2 xss \"script\"",
                                         "3 xss ah=AH01630 level=error"};
    CPPUNIT_ASSERT(Check(rules, Level::kInfo).empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, Check(rules, Level::kWarn).size());
  }

  void WhatIsHiddenAndWhatShowsIt() {
    const auto said = Check({"1 vuln_scan ah=AH00128 module=core level=info name=\"missing file\"",
                             "2 xss ah=AH01630 level=error"},
                            Level::kWarn);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, said.size());
    AssertBegins(said[0], Severity::kWarning,
                 "1 of 2 rules never see their message at this LogLevel (1); LogLevel warn core:info would");
    AssertBegins(said[1], Severity::kNote,
                 "LogLevel core:info shows 1 more rule its message: 1 (missing file); it costs ");
    CPPUNIT_ASSERT(said[1].text.find("that is being examined") == std::string::npos);
  }

  // The warning stays: who comes for the first time is no suspect.
  void WhatSuspectsShowIsANote() {
    const std::vector<std::string> rules{"1 vuln_scan ah=AH00128 module=core level=info",
                                         "2 vuln_scan ah=AH00129 module=core level=debug"};
    const Verbosity verbosity{Level::kInfo, Level::kCrit};
    const std::size_t without = Check(rules, Level::kWarn).size();
    const auto said = Check(rules, Level::kWarn, verbosity);
    CPPUNIT_ASSERT_EQUAL(without + 1, said.size());
    AssertBegins(said.front(), Severity::kWarning, "2 of 2 rules never see their message at this LogLevel");
    AssertBegins(said.back(), Severity::kNote, "ErrWatchVerbosity suspects=info shows 1 of them (1) ");
    CPPUNIT_ASSERT(said.back().text.find("stay hidden") != std::string::npos);
    CPPUNIT_ASSERT_EQUAL(without, Check(rules, Level::kWarn, {std::nullopt, Level::kCrit}).size());
    CPPUNIT_ASSERT(Check({rules[0]}, Level::kInfo, verbosity).empty());
  }

  void AFloodIsCalledSo() {
    const auto said = Check({"1 vuln_scan module=ssl level=debug \"x\""}, Level::kWarn);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, said.size());
    AssertBegins(said[1], Severity::kNote, "LogLevel ssl:debug shows 1 more rule its message: 1; it costs ");
    CPPUNIT_ASSERT(said[1].text.ends_with(", for a server that is being examined"));
  }

  void OfManyRulesAFewAreNamed() {
    std::vector<std::string> rules;
    for (int id = 1; id <= 8; ++id)
      rules.push_back(std::to_string(id) + " vuln_scan module=core level=info \"word" + std::to_string(id) +
                      "\"");
    const auto said = Check(rules, Level::kWarn);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, said.size());
    AssertBegins(said[1], Severity::kNote,
                 "LogLevel core:info shows 8 more rules their messages: 1, 2, 3, 4, 5, 6, ...; it costs ");
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LogLevelCheckTest);

}  // namespace
}  // namespace errwatch::cli
