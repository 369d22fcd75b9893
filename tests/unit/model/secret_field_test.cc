#include "model/secret_field.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

class SecretFieldTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(SecretFieldTest);
  CPPUNIT_TEST(NamesOfPasswords);
  CPPUNIT_TEST(NamesOfTokens);
  CPPUNIT_TEST(OtherNames);
  CPPUNIT_TEST(NamesThatAreReadInTwoWays);
  CPPUNIT_TEST(NamesThatAreNotShown);
  CPPUNIT_TEST_SUITE_END();

 public:
  static SecretKind KindOf(std::string_view name) { return SecretKindOf(name); }

  void NamesOfPasswords() {
    for (const char* name : {"pwd",
                             "pass",
                             "pass1",
                             "Password",
                             "newPassword2",
                             "user[password]",
                             "user%5Bpassword%5D",
                             "log%5Bpass%5D",
                             "login.pw",
                             "Kennwort",
                             "wp-submit-passwd",
                             "txtPwd",
                             "txtpwd",
                             "%70assword",
                             "p%61ss",
                             "passwd1",
                             "PASSWORD",
                             "passWord",
                             "userPass",
                             "userpass",
                             "new_pass2",
                             "ctl00$Main$txtPassword",
                             "user[plainPassword][first]",
                             "password[]",
                             "new password",
                             "old+pwd",
                             "contrase\xc3\xb1"
                             "a",
                             "contrase%C3%B1a"})
      CPPUNIT_ASSERT_MESSAGE(name, KindOf(name) == SecretKind::kPassword);
  }

  void NamesOfTokens() {
    for (const char* name :
         {"token", "access_token", "csrf", "csrfmiddlewaretoken", "_csrf", "X-XSRF", "authenticity_token",
          "__RequestVerificationToken", "client_secret", "secret", "otp", "userPin", "card[cvc]", "api_key1",
          "apiKey", "password_reset_token", "wp_nonce", "%74oken"})
      CPPUNIT_ASSERT_MESSAGE(name, KindOf(name) == SecretKind::kToken);
  }

  // An attack stands in a field that the application chose, not one that the attacker would like.
  void OtherNames() {
    for (const char* name :
         {"",          "user",      "log", "page", "compass", "bypass", "passenger", "opinion",
          "spin",      "PHPSESSID", "jwt", "sig",  "auth",    "id",     "%70",       "[]",
          "secretary", "pwned",     "%",   "%5",   "passage", "word",   "q"})
      CPPUNIT_ASSERT_MESSAGE(name, KindOf(name) == SecretKind::kNone);
  }

  void NamesThatAreReadInTwoWays() {
    for (const char* name :
         {"id%00password", "password%00", "password[$ne]", "password[%24ne]", "id;password", "%2570assword",
          "id%0apassword", "id'password", "id=password", "pass%26word"})
      CPPUNIT_ASSERT_MESSAGE(name, KindOf(name) == SecretKind::kNone);
    CPPUNIT_ASSERT(KindOf(std::string(200, 'x') + "_password") == SecretKind::kNone);
  }

  // What one reader of several takes for a secret is kept from view.
  void NamesThatAreNotShown() {
    for (const char* name :
         {"password",    "txtPwd",        "token",           "pin",          "PHPSESSID",   "JSESSIONID",
          "sessionid",   "session_id",    "session",         "jwt",          "auth",        "X-Auth",
          "sig",         "signature",     "X-Amz-Signature", "credit_card",  "cardNumber",  "id%00password",
          "password%00", "password[$ne]", "password[%24ne]", "%2570assword", "id'password", "p%2561ss",
          "a\\pass\\"})
      CPPUNIT_ASSERT_MESSAGE(name, MayNameSecret(name));
    CPPUNIT_ASSERT(MayNameSecret(std::string(1000, 'x') + "_password"));
    for (const char* name : {"", "user", "compass", "spin", "%", "%25", "%2", "id%00pages", "sid", "code",
                             "key", "author", "design", "assignature", "cards", "obsession"})
      CPPUNIT_ASSERT_MESSAGE(name, !MayNameSecret(name));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(SecretFieldTest);

}  // namespace
}  // namespace errwatch
