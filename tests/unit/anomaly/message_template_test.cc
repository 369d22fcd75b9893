#include "anomaly/message_template.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class MessageTemplateTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(MessageTemplateTest);
  CPPUNIT_TEST(ANumberNamesItsKind);
  CPPUNIT_TEST_SUITE_END();

  void ANumberNamesItsKind() {
    CPPUNIT_ASSERT(TemplateOf(128, "AH00128: File does not exist: /a") ==
                   TemplateOf(128, "AH00128: File does not exist: /b/c"));
    CPPUNIT_ASSERT(TemplateOf(128, "x") != TemplateOf(129, "x"));
    CPPUNIT_ASSERT(TemplateOf(0, "") == 0);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(MessageTemplateTest);

}  // namespace
}  // namespace errwatch
