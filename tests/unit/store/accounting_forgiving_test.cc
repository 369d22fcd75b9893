// Failed log-ins and what a success forgives (store/accounting.cc with store/success.cc).
#include <cppunit/extensions/HelperMacros.h>

#include "unit/store/accounting_fixture.h"

namespace errwatch::store {
namespace {

class AccountingForgivingTest : public AccountingFixture {
  CPPUNIT_TEST_SUITE(AccountingForgivingTest);
  CPPUNIT_TEST(OneNameIsForgiven);
  CPPUNIT_TEST(AFormForgivesTwo);
  CPPUNIT_TEST(AnotherActionOfAScriptForgivesNothing);
  CPPUNIT_TEST(ForgivenOfForeignPages);
  CPPUNIT_TEST(SameCredentialsAreOneAttempt);
  CPPUNIT_TEST(OtherPasswordsCountAndTheSameDoesNot);
  CPPUNIT_TEST(ALogInForgivesItsOwnAccount);
  CPPUNIT_TEST(AnsweredGuessesCountFromTheFourthOn);
  CPPUNIT_TEST(ManyAccountsMayBeAnswered);
  CPPUNIT_TEST(AHeaderHidesNoGuesses);
  CPPUNIT_TEST_SUITE_END();

 public:
  void OneNameIsForgiven() {
    for (const char* user : {"eve", "eve", "eve", "adam", "adam"}) {
      entry_.user = user;
      Post(What(Category::kAuthFailure, 1));
    }
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, LevelOf(Category::kAuthFailure));
    entry_.user = "eve";
    const auto succeed = [&] { return AccountSuccess(*segment_, entry_, ClientNumber(1), charge_, now_); };
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, succeed());  // has proved nothing
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, LevelOf(Category::kAuthFailure));
    entry_.authenticated = true;
    entry_.user = "noah";
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, succeed());
    entry_.user = "eve";
    CPPUNIT_ASSERT_EQUAL(uint32_t{3}, succeed());
    CPPUNIT_ASSERT_EQUAL(2 * kQuantaPerUnit, LevelOf(Category::kAuthFailure));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().Sum(Counter::kForgiven));
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, succeed());
  }

  void AFormForgivesTwo() {
    entry_.method = "POST";
    entry_.uri = "/login";
    entry_.status = 200;
    const Classification wrong = What(Category::kAuthFailure, 1);
    const auto succeed = [&] {
      entry_.status = 302;
      const uint32_t failures = AccountSuccess(*segment_, entry_, ClientNumber(1), charge_, now_);
      entry_.status = 200;
      return failures;
    };
    for (int i = 0; i < 5; ++i) Post(wrong);
    CPPUNIT_ASSERT_EQUAL(5U * kQuantaPerUnit, LevelOf(Category::kAuthFailure));
    CPPUNIT_ASSERT_EQUAL(5U, succeed());
    CPPUNIT_ASSERT_EQUAL(3U * kQuantaPerUnit, LevelOf(Category::kAuthFailure));
    CPPUNIT_ASSERT_EQUAL(0U, succeed());
    entry_.uri = "/elsewhere";
    Post(wrong);
    entry_.uri = "/login";
    CPPUNIT_ASSERT_EQUAL(0U, succeed());
    CPPUNIT_ASSERT_EQUAL(4U * kQuantaPerUnit, LevelOf(Category::kAuthFailure));
  }

  void AnotherActionOfAScriptForgivesNothing() {
    entry_.method = "POST";
    entry_.uri = "/wp-login.php";
    const Classification wrong = What(Category::kAuthFailure, 1);
    int guesses = 0;
    for (bool blocked = false; !blocked && guesses < 20; ++guesses) {
      entry_.args = {};
      entry_.status = 200;
      blocked = Post(wrong).blocked;
      entry_.args = "action=postpass";
      entry_.status = 302;
      CPPUNIT_ASSERT_EQUAL(0U, AccountSuccess(*segment_, entry_, ClientNumber(1), charge_, now_));
    }
    CPPUNIT_ASSERT_EQUAL(8, guesses);
  }

  static constexpr uint32_t kHalf = kQuantaPerUnit / 2;

  Outcome Try(uint16_t status, uint64_t account, uint64_t secret) {
    entry_.method = "POST";
    entry_.uri = "/enter";
    entry_.headers = "Content-Type: application/x-www-form-urlencoded";
    entry_.status = status;
    entry_.guess = {GuessKind::kPassword, 1, secret, account};
    Classification what = What(Category::kAuthFailure, 1);
    what.guessed = true;
    return Post(what);
  }
  uint32_t LogIn(uint64_t account) {
    entry_.status = 200;
    entry_.guess = {GuessKind::kPassword, 1, 99, account};
    return AccountSuccess(*segment_, entry_, ClientNumber(1), charge_, now_);
  }

  void OtherPasswordsCountAndTheSameDoesNot() {
    for (int i = 0; i < 60; ++i) Try(422, 1, 5);
    CPPUNIT_ASSERT_EQUAL(kHalf, LevelOf(Category::kAuthFailure));
    Try(422, 1, 6);
    CPPUNIT_ASSERT_EQUAL(2 * kHalf, LevelOf(Category::kAuthFailure));
    Try(422, 2, 6);  // the same password for somebody else
    CPPUNIT_ASSERT_EQUAL(3 * kHalf, LevelOf(Category::kAuthFailure));
    int guesses = 0;
    while (!Try(422, 1, 100 + static_cast<uint64_t>(guesses)).blocked && guesses < 60) ++guesses;
    CPPUNIT_ASSERT(guesses >= 12 && guesses < 30);
  }

  void ALogInForgivesItsOwnAccount() {
    Try(401, 1, 5);
    Try(401, 2, 6);
    Try(401, 1, 50);
    const uint32_t level = LevelOf(Category::kAuthFailure);
    CPPUNIT_ASSERT_EQUAL(0U, LogIn(3));
    CPPUNIT_ASSERT_EQUAL(level, LevelOf(Category::kAuthFailure));
    CPPUNIT_ASSERT_EQUAL(2U, LogIn(1));
    CPPUNIT_ASSERT(LevelOf(Category::kAuthFailure) < level);
    CPPUNIT_ASSERT_EQUAL(0U, LogIn(1));
  }

  void AnsweredGuessesCountFromTheFourthOn() {
    for (uint64_t secret = 1; secret <= 3; ++secret) Try(200, 1, secret);
    CPPUNIT_ASSERT_EQUAL(0U, LevelOf(Category::kAuthFailure));
    int guesses = 0;
    while (!Try(200, 1, 100 + static_cast<uint64_t>(guesses)).blocked && guesses < 60) ++guesses;
    CPPUNIT_ASSERT(guesses >= 15 && guesses < 30);
  }

  void ManyAccountsMayBeAnswered() {
    Try(422, 7, 1);
    for (uint64_t account = 100; account < 300; ++account) Try(200, account, account);
    CPPUNIT_ASSERT_EQUAL(kHalf, LevelOf(Category::kAuthFailure));
    CPPUNIT_ASSERT_EQUAL(1U, LogIn(7));  // who mistyped before is not forgotten
  }

  // Nor do they make a program's old credentials another try each time.
  void AHeaderHidesNoGuesses() {
    entry_.credentials = "Basic eDp4";
    Classification what = What(Category::kAuthFailure, 1);  // by the header, and by the body
    for (int i = 0; i < 20; ++i) {
      Try(401, 1, 5);
      Post(what);
    }
    CPPUNIT_ASSERT_EQUAL(kHalf + kQuantaPerUnit, LevelOf(Category::kAuthFailure));
    entry_.guess.secret = 8;
    Post(what);
    CPPUNIT_ASSERT_EQUAL(kHalf + 2 * kQuantaPerUnit, LevelOf(Category::kAuthFailure));
  }

  // Plain http, and a browser that sends neither Referer nor Origin.
  void ForgivenOfForeignPages() {
    FromForeignPage();
    entry_.method = "POST";
    entry_.uri = "/login";
    entry_.headers = "Accept: text/html\nAccept-Language: en";
    const Classification wrong = What(Category::kAuthFailure, 1);
    for (int round = 0; round < 2; ++round) {
      entry_.status = 200;
      for (int i = 0; i < 4; ++i) CPPUNIT_ASSERT(!Post(wrong).blocked);
      entry_.status = 302;
      CPPUNIT_ASSERT_EQUAL(4U, AccountSuccess(*segment_, entry_, ClientNumber(1), charge_, now_));
    }
    CPPUNIT_ASSERT_EQUAL(0U, LevelOf(Category::kAuthFailure));
  }

  void SameCredentialsAreOneAttempt() {
    entry_.user = "eve";
    entry_.credentials = "Basic eDp5";
    entry_.status = 401;
    for (int i = 0; i < 60; ++i) Post(What(Category::kAuthFailure, 1));
    entry_.authenticated = true;
    entry_.status = 200;
    CPPUNIT_ASSERT_EQUAL(1U, AccountSuccess(*segment_, entry_, ClientNumber(1), charge_, now_));
    CPPUNIT_ASSERT_EQUAL(0U, LevelOf(Category::kAuthFailure));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, segment_->counters().Sum(Counter::kTakeovers));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AccountingForgivingTest);

}  // namespace
}  // namespace errwatch::store
