#include "model/secret_field.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class SecretFieldTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SecretFieldTest);
  CPPUNIT_TEST(NamesOfSecrets);
  CPPUNIT_TEST(OtherNames);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NamesOfSecrets() {
    for (const char* name : {"pwd", "pass", "pass1", "Password", "newPassword2", "user[password]",
                             "user%5Bpassword%5D", "log%5Bpass%5D", "login.pw", "client_secret", "Kennwort",
                             "contrase\xc3\xb1"
                             "a",
                             "otp", "card[cvc]", "wp-submit-passwd"})
      CPPUNIT_ASSERT_MESSAGE(name, IsSecretField(name));
  }

  void OtherNames() {
    for (const char* name : {"", "user", "log", "page", "compass", "passenger", "opinion", "spin", "id",
                             "%70", "[]", "secretary", "pwned", "%", "%5"})
      CPPUNIT_ASSERT_MESSAGE(name, !IsSecretField(name));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SecretFieldTest);

}  // namespace
}  // namespace errwatch
