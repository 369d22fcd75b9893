#include "config/shipped_rules.h"

#include <cppunit/extensions/HelperMacros.h>

#include "config/retired_rules.h"

namespace errwatch {
namespace {

class ShippedRulesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ShippedRulesTest);
  CPPUNIT_TEST(Ids);
  CPPUNIT_TEST(Files);
  CPPUNIT_TEST_SUITE_END();

  void Ids() {
    CPPUNIT_ASSERT(IsShippedRule(1001) && IsShippedRule(3453) && IsShippedRule(9503));
    CPPUNIT_ASSERT(!IsShippedRule(1) && !IsShippedRule(kFirstOwnRuleId));
    for (const RetiredRule& retired : RetiredRules()) CPPUNIT_ASSERT(!IsShippedRule(retired.id));
  }

  void Files() {
    CPPUNIT_ASSERT(IsShippedRuleFile("code-injection.conf"));
    CPPUNIT_ASSERT(!IsShippedRuleFile("own.conf") && !IsShippedRuleFile("") &&
                   !IsShippedRuleFile("code-injection"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ShippedRulesTest);

}  // namespace
}  // namespace errwatch
