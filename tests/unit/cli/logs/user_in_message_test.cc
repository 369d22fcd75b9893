#include "cli/logs/user_in_message.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

class UserInMessageTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(UserInMessageTest);
  CPPUNIT_TEST(EachMessageThatNamesOne);
  CPPUNIT_TEST(OthersNameNobody);
  CPPUNIT_TEST_SUITE_END();

  static std::string UserIn(const std::string& message) {
    return std::string(UserInMessage(message, LeadingLogId(message)));
  }

  void EachMessageThatNamesOne() {
    for (const char* message :
         {"AH01617: user eve: authentication failure for \"/\": Password Mismatch",
          "AH01618: user eve not found: /", "AH01631: user eve: authorization failure for \"/\": ",
          "AH01663: access to /x failed, reason: user 'eve' does not meet 'require'ments",
          "AH01666: Authorization of user eve to access /x failed, reason: user doesn't appear in group file "
          "(x).",
          "AH01667: Authorization of user eve to access /x failed, reason: user is not part",
          "AH01694: auth_ldap authenticate: user eve authentication failed; URI / [x][y]",
          "AH01695: auth_ldap authenticate: user eve authentication failed; URI / [x][y]",
          "AH01790: user `eve' in realm `r' not found: /",
          "AH01791: user `eve' in realm `r' denied by provider: /", "AH01792: user eve: password mismatch: /",
          "AH01794: user eve: password mismatch: /",
          "AH01807: user 'eve': authentication failure for \"/\": password Mismatch",
          "AH01808: user 'eve' not found: /", "user eve: authentication failure for \"/\": Password Mismatch",
          "user eve not found: /", "Digest: user eve: password mismatch: /",
          "Digest: user `eve' in realm `r' not found: /"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(message, std::string("eve"), UserIn(message));
  }

  void OthersNameNobody() {
    for (const char* message :
         {"", "user eve", "a user eve not found: /", "AH01618: user eve",
          "AH01617: File: user eve: authentication failure for /", "AH00128: user eve not found: /"})
      CPPUNIT_ASSERT_EQUAL_MESSAGE(message, std::string(), UserIn(message));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(UserInMessageTest);

}  // namespace
}  // namespace errwatch::cli
