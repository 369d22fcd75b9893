#include "rules/rule.h"

#include <cppunit/extensions/HelperMacros.h>

#include <vector>

namespace errwatch {
namespace {

class RuleTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RuleTest);
  CPPUNIT_TEST(OfTwoRulesOneNamesTheEntry);
  CPPUNIT_TEST_SUITE_END();

  static Rule Make(uint32_t id, uint16_t cost, Category category, const char* pattern) {
    Rule rule;
    rule.id = id;
    rule.cost = cost;
    rule.category = category;
    rule.pattern_text = pattern;
    return rule;
  }

 public:
  void OfTwoRulesOneNamesTheEntry() {
    const std::vector<Rule> by_rank = {
        Make(9, 5, Category::kAnomaly, ""),       // cost before category
        Make(8, 2, Category::kXss, ""),           // category before pattern
        Make(7, 2, Category::kAuthFailure, "a"),  // pattern before id
        Make(3, 2, Category::kAuthFailure, ""),  Make(4, 2, Category::kAuthFailure, ""),
    };
    for (std::size_t i = 0; i < by_rank.size(); ++i) {
      for (std::size_t j = 0; j < by_rank.size(); ++j)
        CPPUNIT_ASSERT_EQUAL(i < j, Outranks(by_rank[i], by_rank[j]));
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RuleTest);

}  // namespace
}  // namespace errwatch
