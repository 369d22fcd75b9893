#include "config/retired_rules.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

// That none of them is a shipped rule, and each successor is one: scripts/check_docs.py.
class RetiredRulesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RetiredRulesTest);
  CPPUNIT_TEST(FindsEach);
  CPPUNIT_TEST(SaysWhatTookItsPlace);
  CPPUNIT_TEST_SUITE_END();

 public:
  void FindsEach() {
    CPPUNIT_ASSERT(!RetiredRules().empty());
    for (const RetiredRule& rule : RetiredRules()) CPPUNIT_ASSERT(FindRetired(rule.id) == &rule);
    for (const uint32_t id : {0U, 3000U, 3002U, 3020U, 900'000U, UINT32_MAX})
      CPPUNIT_ASSERT(FindRetired(id) == nullptr);
  }

  void SaysWhatTookItsPlace() {
    CPPUNIT_ASSERT_EQUAL(std::string("rule 3622 was retired in 0.1.0, replaced by 3629"),
                         RetiredText(*FindRetired(3622)));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RetiredRulesTest);

}  // namespace
}  // namespace errwatch
