#include "cli/config/rule_id_check.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::cli {
namespace {

class RuleIdCheckTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RuleIdCheckTest);
  CPPUNIT_TEST(OthersAreFine);
  CPPUNIT_TEST(OwnRulesWithSuchAnId);
  CPPUNIT_TEST(OwnRulesWithAnIdOfTheProject);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    Rule rule;
    rule.id = 3020;
    rule.category = Category::kSqlInjection;
    rule.origin = "rules.conf:7";
    settings_.rules = {rule};
  }

  void OthersAreFine() { CPPUNIT_ASSERT_EQUAL(std::string(), Said()); }

  void OwnRulesWithSuchAnId() {
    settings_.rules[0].id = 3201;
    const std::string said = Said();
    CPPUNIT_ASSERT_MESSAGE(
        said, said.starts_with("rules.conf:7: rule 3201 was retired in 0.1.0, replaced by 3213: an "));
  }

  void OwnRulesWithAnIdOfTheProject() {
    Rule& rule = settings_.rules[0];
    rule.id = 2999;
    CPPUNIT_ASSERT_EQUAL(
        std::string("rules.conf:7: rule 2999: ids from 1000 to 9999 are for rules that come with "
                    "mod_errwatch, and the next "
                    "version may have one of this id; give it one from 900000 to 999999999\n"),
        Said());
    rule.origin = "/srv/errwatch/rules/sql-injection.conf:7";  // of another version
    CPPUNIT_ASSERT_EQUAL(std::string(), Said());
    rule.id = 900000;
    rule.origin = "own.conf:1";
    CPPUNIT_ASSERT_EQUAL(std::string(), Said());
  }

 private:
  std::string Said() const {
    std::string text;
    for (const Finding& finding : CheckRuleIds(settings_)) {
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
