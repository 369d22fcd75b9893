#include "model/guessed_field.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class GuessedFieldTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(GuessedFieldTest);
  CPPUNIT_TEST(NamesOfAccounts);
  CPPUNIT_TEST(NamesOfPasswordsAndCodes);
  CPPUNIT_TEST(OtherNames);
  CPPUNIT_TEST_SUITE_END();

 public:
  static GuessedField FieldOf(std::string_view name) { return GuessedFieldOf(name, SecretKindOf(name)); }

  void NamesOfAccounts() {
    for (const char* name : {"user", "user[email]", "user%5Bemail%5D", "j_username", "log", "userLogin",
                             "form.email", "variables[email]", "uid", "account_2"})
      CPPUNIT_ASSERT_MESSAGE(name, FieldOf(name) == GuessedField::kAccount);
  }

  void NamesOfPasswordsAndCodes() {
    for (const char* name : {"password", "user[password]", "passcode"})
      CPPUNIT_ASSERT_MESSAGE(name, FieldOf(name) == GuessedField::kPassword);
    for (const char* name : {"otp", "totp1", "pin", "smsCode", "verification_code", "form[auth-code]"})
      CPPUNIT_ASSERT_MESSAGE(name, FieldOf(name) == GuessedField::kOneTime);
    for (const char* name : {"code", "gift_card", "giftCard", "voucher", "form[code]"})
      CPPUNIT_ASSERT_MESSAGE(name, FieldOf(name) == GuessedField::kCode);
  }

  // What is another one each time anyhow, and what says nothing of who it is.
  void OtherNames() {
    for (const char* name :
         {"", "refresh_token", "csrf", "user[authenticity_token]", "user[captcha]", "zip_code", "id",
          "user_password[$ne]", "countryCode", "source", "nonce", "message"})
      CPPUNIT_ASSERT_MESSAGE(name, FieldOf(name) == GuessedField::kNone);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(GuessedFieldTest);

}  // namespace
}  // namespace errwatch
