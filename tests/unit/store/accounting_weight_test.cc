// What entries weigh, by what the client has shown before (store/accounting.cc with model/judgement.h).
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "model/known_targets.h"
#include "unit/store/accounting_fixture.h"

namespace errwatch::store {
namespace {

class AccountingWeightTest : public AccountingFixture {
  CPPUNIT_TEST_SUITE(AccountingWeightTest);
  CPPUNIT_TEST(SameTargetCountsOnce);
  CPPUNIT_TEST(AnotherOfTheShapeCountsAnEighth);
  CPPUNIT_TEST(LoadAndLogInsCountEachTime);
  CPPUNIT_TEST(CostlierOfEntryAndResponseCounts);
  CPPUNIT_TEST(WhoGetsWhatHeAsksForIsChargedLess);
  CPPUNIT_TEST(PayloadsInHeadersCountEach);
  CPPUNIT_TEST(EntriesBesideTheResponseTakeNothingAway);
  CPPUNIT_TEST(DetectionsDoNotLengthenTheFirstBlock);
  CPPUNIT_TEST(GuessesCountBehindWhateverNamesThem);
  CPPUNIT_TEST(FewVisitorsMakeAnEntryWidespread);
  CPPUNIT_TEST_SUITE_END();

 public:
  void SameTargetCountsOnce() {
    for (const Category category : {Category::kVulnScan, Category::kSqlInjection}) {
      CPPUNIT_ASSERT(Post(What(category, 5)).poured);
      for (int i = 0; i < 100; ++i) CPPUNIT_ASSERT(!Post(What(category, 5)).poured);
      CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, LevelOf(category));
    }
    CPPUNIT_ASSERT_EQUAL(10 * kQuantaPerUnit, Any());
    CPPUNIT_ASSERT(Post(What(Category::kVulnScan, 5), 2).poured);  // another client's
    now_.value += 2 * kTargetWindow;
    CPPUNIT_ASSERT(Post(What(Category::kVulnScan, 5)).poured);
  }

  void AnotherOfTheShapeCountsAnEighth() {
    entry_.uri = "/thumb1.jpg";
    CPPUNIT_ASSERT_EQUAL(kQuantaPerUnit, Post(What(Category::kVulnScan, 1)).level);
    entry_.uri = "/thumb2.jpg";
    CPPUNIT_ASSERT_EQUAL(kQuantaPerUnit + kQuantaPerUnit / 8, Post(What(Category::kVulnScan, 1)).level);
    CPPUNIT_ASSERT_EQUAL(kQuantaPerUnit + kQuantaPerUnit / 8, Any());
    // An attack is one whatever it is like.
    CPPUNIT_ASSERT_EQUAL(2 * kQuantaPerUnit, Post(What(Category::kXss, 2)).level);
    entry_.uri = "/thumb4.jpg";  // 3 would be in one class with 1
    CPPUNIT_ASSERT_EQUAL(4 * kQuantaPerUnit, Post(What(Category::kXss, 2)).level);
  }

  void LoadAndLogInsCountEachTime() {
    for (uint32_t i = 1; i <= 5; ++i) {
      CPPUNIT_ASSERT_EQUAL(i * kQuantaPerUnit, Post(What(Category::kResourceExhaustion, 1)).level);
      CPPUNIT_ASSERT_EQUAL(i * kQuantaPerUnit, Post(What(Category::kAuthFailure, 1)).level);
    }
    entry_.credentials = "Basic eDp5";  // a program that sends an old password again and again
    CPPUNIT_ASSERT(Post(What(Category::kAuthFailure, 1), 2).poured);
    CPPUNIT_ASSERT(!Post(What(Category::kAuthFailure, 1), 2).poured);
    entry_.credentials = "Basic eDp6";
    CPPUNIT_ASSERT(Post(What(Category::kAuthFailure, 1), 2).poured);
  }

  void CostlierOfEntryAndResponseCounts() {
    for (const bool response_costs_more : {true, false}) {
      const uint32_t client = response_costs_more ? 1 : 2;
      RequestLedger request;
      Post(What(Category::kVulnScan, response_costs_more ? 1 : 3), client, &request);
      Post(What(Category::kVulnScan, response_costs_more ? 3 : 1), client, &request);
      CPPUNIT_ASSERT_EQUAL(3 * kQuantaPerUnit, LevelOf(Category::kVulnScan, client));
      CPPUNIT_ASSERT_EQUAL(3 * kQuantaPerUnit, Any(client));
    }
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, segment_->counters().Sum(Counter::kSameRequest));
    RequestLedger next;  // the same target again
    CPPUNIT_ASSERT(!Post(What(Category::kVulnScan, 3), 1, &next).poured);
  }

  void WhoGetsWhatHeAsksForIsChargedLess() {
    Succeed(8);
    CPPUNIT_ASSERT_EQUAL(kQuantaPerUnit / 4, Post(What(Category::kVulnScan, 1)).level);
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, Post(What(Category::kSqlInjection, 5)).level);  // never these
    CPPUNIT_ASSERT_EQUAL(kQuantaPerUnit, Post(What(Category::kAuthFailure, 1)).level);
    entry_.by_application = true;
    CPPUNIT_ASSERT_EQUAL(kQuantaPerUnit / 2, Post(What(Category::kVulnScan, 1), 2).level);
  }

  void PayloadsInHeadersCountEach() {
    Classification what = What(Category::kCodeInjection, 1);
    what.found = Bit(Target::kHeaders);
    for (uint32_t i = 1; i <= 5; ++i) {
      const std::string header = "X-Api-Version: ${jndi:ldap://x/" + std::to_string(i) + "}";
      entry_.headers = header;
      CPPUNIT_ASSERT(Post(what).poured);
      CPPUNIT_ASSERT(!Post(what).poured);
    }
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, LevelOf(Category::kCodeInjection));
  }

  // More logging must not weaken detection: a response weighs the same, whatever was logged of its request
  // before.
  void EntriesBesideTheResponseTakeNothingAway() {
    const Classification entry = What(Category::kUnauthorizedAccess, 1);
    const Classification response = What(Category::kPathTraversal, 5);
    for (uint32_t client = 1; client <= 300; ++client) {
      uri_ = {'/', static_cast<char>('a' + client % 26), static_cast<char>('a' + client / 26)};
      entry_.uri = uri_;
      RequestLedger alone, both;
      Post(response, client, &alone);
      Post(entry, 1000 + client, &both);
      Post(response, 1000 + client, &both);
      CPPUNIT_ASSERT_EQUAL(Any(client), Any(1000 + client));
    }
  }

  void DetectionsDoNotLengthenTheFirstBlock() {
    charge_.detection_only = true;
    int number = 0;
    for (int round = 1; round <= 3; ++round) {
      CPPUNIT_ASSERT(PostNumber(number++, What(Category::kSqlInjection, 10)).blocked);
      CPPUNIT_ASSERT(BlockOf().detection_only && BlockOf().strikes == round);
      now_ = BlockOf().until;
    }
    charge_.detection_only = false;
    CPPUNIT_ASSERT(PostNumber(number++, What(Category::kSqlInjection, 10)).blocked);
    CPPUNIT_ASSERT(!BlockOf().detection_only && BlockOf().strikes == 1);
    CPPUNIT_ASSERT(BlockOf().until == After(now_, policy_.base));
  }

  // A payload, or a tool's name, that comes along with every guess is one thing; each guess is one more.
  void GuessesCountBehindWhateverNamesThem() {
    Classification what = What(Category::kVulnScan, 4);
    what.also.Add(Category::kAuthFailure);
    what.rule = 2201;
    what.failure_rule = 1201;
    std::string credentials;
    std::optional<Incident> told;
    int guesses = 0;
    // Some may share a class with one before.
    for (bool blocked = false; !blocked && guesses < 16; ++guesses) {
      credentials = "Basic " + std::to_string(guesses * 7919);
      entry_.credentials = credentials;
      blocked = Post(what).blocked;
    }
    for (uint64_t lost = 0; const auto record = segment_->incidents().TakeNext(now_, &lost);)
      told = record->incident;
    CPPUNIT_ASSERT(told && told->rule == what.failure_rule);
    CPPUNIT_ASSERT(guesses >= 8 && guesses < 16);
    CPPUNIT_ASSERT_EQUAL(TagOf(Category::kAuthFailure), BlockOf().reason);
    CPPUNIT_ASSERT_EQUAL(4 * kQuantaPerUnit, LevelOf(Category::kVulnScan));
  }

  // Visitors do not scan: what five of them run into is broken. The same from ten who get nothing else is
  // not.
  void FewVisitorsMakeAnEntryWidespread() {
    const Classification what = What(Category::kVulnScan, 1);
    for (uint32_t client = 100; client < 110; ++client) CPPUNIT_ASSERT(!Post(what, client).widespread);
    entry_.uri = "/broken-link";
    uint32_t visitors = 0;
    for (bool widespread = false; !widespread && visitors < 20; ++visitors) {
      Succeed(4, 200 + visitors);
      widespread = Post(what, 200 + visitors).widespread;
    }
    CPPUNIT_ASSERT(visitors >= 5 && visitors < 10);  // two may be in one class
    const Outcome outcome = Post(what, 300);
    CPPUNIT_ASSERT(outcome.widespread && !outcome.poured);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AccountingWeightTest);

}  // namespace
}  // namespace errwatch::store
