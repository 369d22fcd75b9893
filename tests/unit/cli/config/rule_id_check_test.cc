#include "cli/config/rule_id_check.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::cli {
namespace {

class RuleIdCheckTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RuleIdCheckTest);
  CPPUNIT_TEST(RemovalsThatRemoveSomething);
  CPPUNIT_TEST(RemovalsOfNothing);
  CPPUNIT_TEST(RemovalsInDirectories);
  CPPUNIT_TEST(OwnRulesWithSuchAnId);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    Rule rule;
    rule.id = 3020;
    rule.category = Category::kSqlInjection;
    rule.origin = "rules.conf:7";
    settings_.rules = {rule};
  }

  void RemovalsThatRemoveSomething() {
    settings_.removals = {{3020, 3020}, {3001, 3100}, {0, 0, Category::kSqlInjection}};
    CPPUNIT_ASSERT_EQUAL(std::string(), Said());
  }

  void RemovalsOfNothing() {
    settings_.removals = {{17, 17}};
    CPPUNIT_ASSERT_EQUAL(std::string("main: ErrWatchRuleRemove 17 removes nothing: there is no such rule\n"),
                         Said());
    settings_.removals = {{0, 0, Category::kXss}};
    CPPUNIT_ASSERT_EQUAL(std::string("main: ErrWatchRuleRemove xss removes nothing: there is no such rule\n"),
                         Said());
    settings_.removals = {{3001, 3001}};
    CPPUNIT_ASSERT_EQUAL(std::string("main: ErrWatchRuleRemove 3001 removes nothing: rule 3001 was retired "
                                     "in 0.1.0, replaced by 3020\n"),
                         Said());
    settings_.removals = {{3446, 3447}};
    CPPUNIT_ASSERT_EQUAL(std::string("main: ErrWatchRuleRemove 3446-3447 removes nothing: rule 3446 was "
                                     "retired in 0.1.0, replaced by 3452; rule 3447 was retired in 0.1.0, "
                                     "replaced by 3452\n"),
                         Said());
  }

  void RemovalsInDirectories() {
    CPPUNIT_ASSERT_EQUAL(std::string("configuration: ErrWatchRuleRemove 3622 in a directory removes nothing: "
                                     "rule 3622 was retired in 0.1.0, replaced by 3629\n"),
                         Said({{3622, 3622}, {17, 17}, {3001, 3100}}));
  }

  void OwnRulesWithSuchAnId() {
    settings_.rules[0].id = 3201;
    const std::string said = Said();
    CPPUNIT_ASSERT_MESSAGE(
        said, said.starts_with("rules.conf:7: rule 3201 was retired in 0.1.0, replaced by 3213: an "));
  }

 private:
  std::string Said(const std::vector<RuleRange>& directory_removals = {}) const {
    std::string text;
    for (const Finding& finding : CheckRuleIds("main", settings_, directory_removals)) {
      CPPUNIT_ASSERT(finding.severity == Severity::kWarning);
      text += finding.where + ": " + finding.text + "\n";
    }
    return text;
  }

  ServerSettings settings_;
};
CPPUNIT_TEST_SUITE_REGISTRATION(RuleIdCheckTest);

}  // namespace
}  // namespace errwatch::cli
