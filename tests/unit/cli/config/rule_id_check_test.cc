#include "cli/config/rule_id_check.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::cli {
namespace {

class RuleIdCheckTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RuleIdCheckTest);
  CPPUNIT_TEST(OthersAreFine);
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

  void OthersAreFine() { CPPUNIT_ASSERT_EQUAL(std::string(), Said()); }

  void OwnRulesWithSuchAnId() {
    settings_.rules[0].id = 3201;
    const std::string said = Said();
    CPPUNIT_ASSERT_MESSAGE(
        said, said.starts_with("rules.conf:7: rule 3201 was retired in 0.1.0, replaced by 3213: an "));
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
