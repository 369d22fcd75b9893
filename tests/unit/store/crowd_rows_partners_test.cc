// One attack that shows at an account and at its form is told once.
#include <cppunit/extensions/HelperMacros.h>

#include <random>
#include <string>
#include <vector>

#include "store/crowd_rows.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class CrowdRowsPartnersTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CrowdRowsPartnersTest);
  CPPUNIT_TEST(AnAttackAtOneAccountIsNotItsForms);
  CPPUNIT_TEST(AnAttackThatIsToldOfAFormIsNotItsAccounts);
  CPPUNIT_TEST(ASprayIsTheFormsAlone);
  CPPUNIT_TEST(AFormThatIsAttackedBesidesIsTold);
  CPPUNIT_TEST(NobodyJoinsWhatIsOver);
  CPPUNIT_TEST(NoAttackHidesBehindAnother);
  CPPUNIT_TEST(AClockThatIsSetBackEndsNothing);
  CPPUNIT_TEST_SUITE_END();

  static constexpr uint64_t kTime = TicksIn(kCrowdTime);
  TestSegment segment_{SmallGeometry(1)};
  CrowdRows rows_ = segment_->crowds();
  Tick now_{1'000'000'000};

  static uint64_t Random(uint64_t number) {
    std::mt19937_64 random(number);
    return random();
  }
  static CrowdEntry Of(uint32_t client, uint64_t target) {
    CrowdEntry entry;
    entry.print = target;
    entry.client = Random(client) >> 8;
    entry.address = ClientNumber(client);
    entry.category = Category::kAuthFailure;
    entry.vhost = "www.example.org";
    entry.text = "alice";
    return entry;
  }
  // `account` of the form 5, three guesses of each client.
  void LogIn(uint32_t first, uint32_t last, uint64_t account, bool account_is_counted = true) {
    for (uint32_t client = first; client < last; ++client) {
      for (uint32_t i = 0; i < 3; ++i) {
        CrowdEntry entry = Of(client, account);
        entry.different = Random(client + 5'000'000 * i);
        entry.partner = 5;
        if (account_is_counted) rows_.Note(entry, now_);
        entry.kind = TargetKind::kLogin;
        entry.print = 5;
        entry.partner = account;
        entry.text = "/login";
        rows_.Note(entry, now_);
      }
    }
  }
  std::vector<std::string> News() {
    std::vector<std::string> texts;
    for (const KnownCrowd& crowd : rows_.TakeNews(now_))
      texts.push_back((crowd.over ? "over: " : "") + crowd.text);
    return texts;
  }
  using Texts = std::vector<std::string>;

  void AnAttackAtOneAccountIsNotItsForms() {
    for (uint32_t client = 900; client < 910; ++client) LogIn(client, client + 1, client);  // others'
    LogIn(0, 100, 77);
    CPPUNIT_ASSERT(News() == Texts{"alice"});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows_.List(now_).size());
    for (uint32_t i = 1; i < 5; ++i) {
      now_.value += kTime / 2;
      LogIn(100 * i, 100 * i + 100, 77);
      CPPUNIT_ASSERT(News().empty());
    }
    // Who joins has come to the account: others at the form have nothing to do with it.
    CrowdEntry entry = Of(5000, 5);
    entry.kind = TargetKind::kLogin;
    CPPUNIT_ASSERT(!rows_.Note(entry, now_));
    CPPUNIT_ASSERT(rows_.Note(Of(5000, 77), now_) == AnomalyKind::kBruteForce);
    now_.value += kTime;
    CPPUNIT_ASSERT(News() == Texts{"over: alice"});
    now_.value += kTime;
    CPPUNIT_ASSERT(News().empty() && rows_.List(now_).empty() && !rows_.NextEnd());
  }

  // Few strangers who mistype at the form keep nothing going that anybody could join.
  void NobodyJoinsWhatIsOver() {
    LogIn(0, 60, 77);
    CPPUNIT_ASSERT(News() == Texts{"alice"});
    for (uint32_t i = 1; i < 300; ++i) {
      now_.value += kTime / 12;
      LogIn(1000 + i, 1001 + i, 10'000 + i);
      CrowdEntry entry = Of(20'000 + i, 5);
      entry.kind = TargetKind::kLogin;
      CPPUNIT_ASSERT(!rows_.Note(entry, now_));
      const Texts news = News();
      for (const std::string& text : news) CPPUNIT_ASSERT_EQUAL(std::string("over: alice"), text);
    }
    CPPUNIT_ASSERT(rows_.List(now_).empty());
  }

  // Three quarters of what comes to the form are of one account, and the others' accounts are attacked, too.
  void NoAttackHidesBehindAnother() {
    Texts told;
    for (uint32_t round = 0; round < 4; ++round) {
      for (uint32_t i = 0; i < 60; ++i) {
        LogIn(1000 * round + 3 * i, 1000 * round + 3 * i + 3, 77);
        if (round != 0) LogIn(1000 * round + 500 + i, 1000 * round + 501 + i, 100'000 + 1000 * round + i);
        now_.value += kTime / 60;
        for (const std::string& text : News()) told.push_back(text);
      }
    }
    std::string all;
    for (const std::string& text : told) all += text + ";";
    CPPUNIT_ASSERT_EQUAL(std::string("alice;/login;"), all);
  }

  void AClockThatIsSetBackEndsNothing() {
    LogIn(0, 60, 77);
    CPPUNIT_ASSERT(News() == Texts{"alice"});
    now_.value -= 6 * kTime;
    LogIn(100, 160, 77);
    CPPUNIT_ASSERT(News().empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows_.List(now_).size());
    now_.value += kTime + kTime / 2;
    CPPUNIT_ASSERT(News() == Texts{"over: alice"});
  }

  // The account's ten minutes began before, and are over while the form's go on.
  void AnAttackThatIsToldOfAFormIsNotItsAccounts() {
    LogIn(0, 1, 77);
    now_.value += kTime - 1;
    LogIn(0, 100, 77, false);
    CPPUNIT_ASSERT(News() == Texts{"/login"});
    LogIn(100, 200, 77);
    CPPUNIT_ASSERT(News().empty());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, rows_.List(now_).size());
    now_.value += kTime;
    CPPUNIT_ASSERT(News() == Texts{"over: /login"});
    CPPUNIT_ASSERT(rows_.List(now_).empty());
  }

  void ASprayIsTheFormsAlone() {
    for (uint64_t account = 100; account < 110; ++account) LogIn(0, 100, account);
    CPPUNIT_ASSERT(News() == Texts{"/login"});
    LogIn(0, 100, 110);
    CPPUNIT_ASSERT(News().empty());
    now_.value += kTime;
    CPPUNIT_ASSERT(News() == Texts{"over: /login"});
  }

  // What began as one account's is many accounts' later on.
  void AFormThatIsAttackedBesidesIsTold() {
    LogIn(0, 100, 77);
    CPPUNIT_ASSERT(News() == Texts{"alice"});
    for (uint64_t account = 1000; account < 1300; ++account) {
      const auto client = static_cast<uint32_t>(account);
      LogIn(client, client + 1, account);
    }
    CPPUNIT_ASSERT(News() == Texts{"/login"});
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows_.List(now_).size());
    now_.value += kTime;
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, News().size());
    CPPUNIT_ASSERT(!rows_.NextEnd());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CrowdRowsPartnersTest);

}  // namespace
}  // namespace errwatch::store
