#include "config/httpd_messages.h"

#include <cppunit/extensions/HelperMacros.h>

#include "model/level.h"

namespace errwatch {
namespace {

class HttpdMessagesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HttpdMessagesTest);
  CPPUNIT_TEST(TellLevelAndModules);
  CPPUNIT_TEST(EachHasALevelAndAModule);
  CPPUNIT_TEST_SUITE_END();

  void TellLevelAndModules() {
    const HttpdMessage* message = FindHttpdMessage(1630);
    CPPUNIT_ASSERT(message != nullptr && message->level == "error" && message->modules == "authz_core");
    CPPUNIT_ASSERT(FindHttpdMessage(0) == nullptr && FindHttpdMessage(6) == nullptr &&
                   FindHttpdMessage(99999) == nullptr);
  }

  void EachHasALevelAndAModule() {
    CPPUNIT_ASSERT(HttpdMessages().size() > 1500);
    for (const HttpdMessage& message : HttpdMessages()) {
      CPPUNIT_ASSERT_EQUAL(message.number, FindHttpdMessage(message.number)->number);
      CPPUNIT_ASSERT_MESSAGE(FormatLogId(message.number),
                             ParseLevel(message.level).has_value() && !message.modules.empty());
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HttpdMessagesTest);

}  // namespace
}  // namespace errwatch
