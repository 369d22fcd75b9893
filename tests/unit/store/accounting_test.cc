#include "store/accounting.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <vector>

#include "unit/allocation_counter.h"
#include "unit/store/accounting_fixture.h"

namespace errwatch::store {
namespace {

class AccountingTest : public AccountingFixture {
  CPPUNIT_TEST_SUITE(AccountingTest);
  CPPUNIT_TEST(LastStrawBlocksAndTellsWhy);
  CPPUNIT_TEST(OneIncidentWhileTheBlockLasts);
  CPPUNIT_TEST(DetectionOnlyTellsAndDoesNotBlock);
  CPPUNIT_TEST(LimitWithoutBlockTellsEachTimeItFills);
  CPPUNIT_TEST(SumOverflowsAcrossCategories);
  CPPUNIT_TEST(BothAtOnceAreOneIncident);
  CPPUNIT_TEST(LimitThatIsOffIsSkipped);
  CPPUNIT_TEST(OneRequestCountsOnceACategory);
  CPPUNIT_TEST(BenignIsOnlyCounted);
  CPPUNIT_TEST(ServerFaultIsToldOnceInAWhile);
  CPPUNIT_TEST(CostlessAttackIsNoIncident);
  CPPUNIT_TEST(WithoutAClientNobodyIsCharged);
  CPPUNIT_TEST(WidespreadEntriesAreNotCharged);
  CPPUNIT_TEST(RecognisedAttacksAreNeverWidespread);
  CPPUNIT_TEST(PasswordGuessingFromManyAddressesIsToldAndCharged);
  CPPUNIT_TEST(ExcessInAWidespreadEntryBlocks);
  CPPUNIT_TEST(EntriesWithoutPathShareATemplate);
  CPPUNIT_TEST(RulesAndCategoriesAreCounted);
  CPPUNIT_TEST(ScopesAreApart);
  CPPUNIT_TEST(AllocatesNothing);
  CPPUNIT_TEST_SUITE_END();

  bool IsInTable() {
    return segment_->clients().Find(segment_->clients().KeyOf(ClientNumber(1), charge_.scope)).has_value();
  }
  uint32_t AnyUnits(uint32_t client = 1) { return Any(client) / kQuantaPerUnit; }
  // As many clients as make an entry widespread.
  void Spread(const Classification& what, uint32_t clients = 200) {
    for (uint32_t i = 0; i < clients; ++i) Post(what, 1000 + i);
  }

 public:
  void setUp() override {
    AccountingFixture::setUp();
    entry_.message = "AH00128: File does not exist: /srv/wp-login.php";
    entry_.args = "a=1";
    entry_.log_id = 128;
  }

  void LastStrawBlocksAndTellsWhy() {
    entry_.args = "a=2";
    CPPUNIT_ASSERT(!Post(What(Category::kSqlInjection, 5)).incident);
    CPPUNIT_ASSERT(BlockOf() == BlockWord{});
    CPPUNIT_ASSERT(!Post(What(Category::kSqlInjection, 5)).poured);  // the same again
    entry_.args = "a=1";
    const Outcome outcome = Post(What(Category::kSqlInjection, 5));
    CPPUNIT_ASSERT(outcome.poured && outcome.incident && outcome.blocked && !outcome.widespread);
    CPPUNIT_ASSERT_EQUAL(int{TagOf(Category::kSqlInjection)}, int{outcome.limit});
    CPPUNIT_ASSERT_EQUAL(10 * kQuantaPerUnit, outcome.level);
    CPPUNIT_ASSERT(outcome.until == After(now_, policy_.base));
    CPPUNIT_ASSERT(BlockOf().Active(now_) && BlockOf().until == outcome.until);
    const auto incidents = Incidents();
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, incidents.size());
    const Incident& told = incidents[0].incident;
    CPPUNIT_ASSERT(told.kind == IncidentKind::kBlock && told.category == Category::kSqlInjection &&
                   told.rule == 2101);
    CPPUNIT_ASSERT(told.limit == outcome.limit && told.scope == 3 && told.strikes == 1 &&
                   told.until == outcome.until);
    CPPUNIT_ASSERT(told.score == 10 && told.capacity == 10 && told.status == 404 && told.log_id == 128 &&
                   told.time == now_);
    CPPUNIT_ASSERT(told.client == ClientNumber(1) && told.vhost == "www.example.org" && told.method == "GET");
    CPPUNIT_ASSERT(told.uri == "/wp-login.php?a=1" && told.message == entry_.message);
    CPPUNIT_ASSERT(Sum(Counter::kBlocks) == 1 && Sum(Counter::kIncidents) == 1 && Sum(Counter::kPoured) == 2);
    const TimelineReader timeline = segment_->timeline();
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, timeline.CountsOf(Counter::kBlocks, TimeStep::kMinute, now_).back());
    CPPUNIT_ASSERT_EQUAL(segment_->counters().SumCategory(Category::kSqlInjection),
                         timeline.CountsOf(Category::kSqlInjection, TimeStep::kMinute, now_).back());
  }

  void OneIncidentWhileTheBlockLasts() {
    for (int i = 0; i < 40; ++i) {
      AskForSomethingElse();
      Post(What(Category::kSqlInjection, 5));
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Incidents().size());
    now_ = BlockOf().until;
    do AskForSomethingElse();  // until it falls into a class of its own
    while (!Post(What(Category::kSqlInjection, 10)).poured);
    // The end of the first block, which no sweep has told, and the second block.
    const auto again = Incidents();
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, again.size());
    CPPUNIT_ASSERT(again[0].incident.kind == IncidentKind::kExpired && again[0].incident.strikes == 1);
    CPPUNIT_ASSERT(again[1].incident.kind == IncidentKind::kBlock && again[1].incident.strikes == 2);
    CPPUNIT_ASSERT(again[1].incident.until == After(now_, 4 * policy_.base));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Sum(Counter::kExpired));
  }

  void DetectionOnlyTellsAndDoesNotBlock() {
    charge_.detection_only = true;
    const Outcome outcome = Post(What(Category::kSqlInjection, 10));
    CPPUNIT_ASSERT(outcome.blocked && outcome.incident && BlockOf().detection_only);
    AskForSomethingElse();
    Post(What(Category::kSqlInjection, 10));
    const auto incidents = Incidents();
    CPPUNIT_ASSERT(incidents.size() == 1 && incidents[0].incident.kind == IncidentKind::kDetection);
    CPPUNIT_ASSERT(Sum(Counter::kDetections) == 1 && Sum(Counter::kBlocks) == 0);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1},
                         segment_->timeline().CountsOf(Counter::kDetections, TimeStep::kHour, now_).back());
    charge_.detection_only = false;
    AskForSomethingElse();
    CPPUNIT_ASSERT(Post(What(Category::kSqlInjection, 10)).blocked);
    // What only detected has denied nobody anything: the first real block is a first one.
    CPPUNIT_ASSERT(!BlockOf().detection_only && BlockOf().strikes == 1);
    CPPUNIT_ASSERT(BlockOf().until == After(now_, policy_.base));
  }

  void LimitWithoutBlockTellsEachTimeItFills() {
    limits_[Category::kBotProxy].block = Milliseconds(0);
    limits_.any.shape.capacity = 0;
    for (int i = 0; i < 3; ++i) {
      AskForSomethingElse();
      const Outcome outcome = Post(What(Category::kBotProxy, 10));
      CPPUNIT_ASSERT(outcome.incident && !outcome.blocked && BlockOf() == BlockWord{});
    }
    for (const auto& record : Incidents()) CPPUNIT_ASSERT(record.incident.kind == IncidentKind::kDetection);
    CPPUNIT_ASSERT(Sum(Counter::kIncidents) == 3 && Sum(Counter::kDetections) == 0);
  }

  void SumOverflowsAcrossCategories() {
    const Category categories[] = {Category::kXss, Category::kBadMethod, Category::kBadRequest,
                                   Category::kWafAlert};
    for (int i = 0; i < 3; ++i) CPPUNIT_ASSERT(!Post(What(categories[i], 9)).incident);
    const Outcome outcome = Post(What(categories[3], 9));
    CPPUNIT_ASSERT(outcome.blocked && outcome.limit == kAnyTag);
    const auto incidents = Incidents();
    CPPUNIT_ASSERT(incidents.size() == 1 && incidents[0].incident.limit == kAnyTag);
    CPPUNIT_ASSERT(incidents[0].incident.score == 36 && incidents[0].incident.capacity == 30);
  }

  void BothAtOnceAreOneIncident() {
    const Outcome outcome = Post(What(Category::kXss, 40));
    CPPUNIT_ASSERT_EQUAL(int{TagOf(Category::kXss)}, int{outcome.limit});
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Incidents().size());
    limits_[Category::kXss].block = Milliseconds(0);  // then the sum is the one that blocks
    CPPUNIT_ASSERT_EQUAL(int{kAnyTag}, int{Post(What(Category::kXss, 40), 2).limit});
    CPPUNIT_ASSERT(BlockOf(2).Active(now_));
  }

  void LimitThatIsOffIsSkipped() {
    limits_[Category::kXss].shape.capacity = 0;
    for (int i = 0; i < 5; ++i) {
      AskForSomethingElse();
      CPPUNIT_ASSERT(Post(What(Category::kXss, 5)).level == 0);
    }
    CPPUNIT_ASSERT_EQUAL(uint32_t{25}, AnyUnits());
    limits_.any.shape.capacity = 0;
    CPPUNIT_ASSERT(!Post(What(Category::kXss, 500)).poured);
    CPPUNIT_ASSERT(Incidents().empty());
  }

  void OneRequestCountsOnceACategory() {
    RequestLedger request;
    CPPUNIT_ASSERT(Post(What(Category::kVulnScan, 1), 1, &request).poured);
    CPPUNIT_ASSERT(!Post(What(Category::kVulnScan, 1), 1, &request).poured);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Sum(Counter::kSameRequest));
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, AnyUnits());
    // Another category; the sum gets the difference.
    CPPUNIT_ASSERT(Post(What(Category::kSqlInjection, 5), 1, &request).poured);
    CPPUNIT_ASSERT_EQUAL(uint32_t{5}, AnyUnits());
    // The category again, but costlier.
    CPPUNIT_ASSERT(Post(What(Category::kVulnScan, 7), 1, &request).poured);
    CPPUNIT_ASSERT_EQUAL(uint32_t{7}, AnyUnits());
    for (int i = 0; i < 2; ++i)
      AskForSomethingElse();  // the next request, on top of the costliest of the first
    CPPUNIT_ASSERT_EQUAL(8 * kQuantaPerUnit, Post(What(Category::kVulnScan, 1)).level);
    CPPUNIT_ASSERT_EQUAL(uint32_t{8}, AnyUnits());
  }

  void BenignIsOnlyCounted() {
    const Outcome outcome = Post(What(Category::kBenign, 5));
    CPPUNIT_ASSERT(!outcome.poured && !outcome.incident && !IsInTable());
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Sum(Counter::kBenign));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, segment_->rules().List().size());
  }

  void ServerFaultIsToldOnceInAWhile() {
    for (const uint32_t rule : {71U, 72U}) {
      for (int i = 0; i < 50; ++i)
        CPPUNIT_ASSERT_EQUAL(i == 0, Post(What(Category::kServerFault, 0, rule)).incident);
    }
    CPPUNIT_ASSERT(!IsInTable());
    now_.value += kQuietTicks;
    CPPUNIT_ASSERT(Post(What(Category::kInfoLeak, 0, 71)).incident);
    for (const auto& record : Incidents()) CPPUNIT_ASSERT(record.incident.kind == IncidentKind::kServer);
  }

  void CostlessAttackIsNoIncident() { CPPUNIT_ASSERT(!Post(What(Category::kVulnScan, 0)).incident); }

  void WithoutAClientNobodyIsCharged() {
    const Outcome outcome =
        Account(*segment_, entry_, What(Category::kTlsError, 1), ClientAddress(), charge_, nullptr, now_);
    CPPUNIT_ASSERT(outcome.incident && !outcome.poured);
    CPPUNIT_ASSERT(
        !Account(*segment_, entry_, What(Category::kTlsError, 1), ClientAddress(), charge_, nullptr, now_)
             .incident);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, segment_.WaysInUse());
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, segment_->counters().SumCategory(Category::kTlsError));
  }

  void WidespreadEntriesAreNotCharged() {
    const Classification what = What(Category::kUnauthorizedAccess, 2);
    Spread(what);
    const auto incidents = Incidents();
    CPPUNIT_ASSERT(incidents.size() == 1 && incidents[0].incident.kind == IncidentKind::kWidespread);
    CPPUNIT_ASSERT(Sum(Counter::kWidespread) > 100);
    for (int i = 0; i < 60; ++i) {  // twice the limit and more
      const Outcome outcome = Post(what);
      CPPUNIT_ASSERT(outcome.widespread && !outcome.blocked && !outcome.poured);
    }
    entry_.uri = "/other";
    CPPUNIT_ASSERT(!Post(what).widespread);
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, AnyUnits());
  }

  void RecognisedAttacksAreNeverWidespread() {
    for (const Category category :
         {Category::kSqlInjection, Category::kXss, Category::kCodeInjection, Category::kPathTraversal,
          Category::kMalwareUpload, Category::kBotProxy, Category::kBadMethod, Category::kWafAlert}) {
      Spread(What(category, 1), 400);
      CPPUNIT_ASSERT(Post(What(category, 1)).poured);
    }
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Counter::kWidespread));
    CPPUNIT_ASSERT(Incidents().empty());
  }

  void PasswordGuessingFromManyAddressesIsToldAndCharged() {
    const Classification what = What(Category::kAuthFailure, 1);
    Spread(what);
    const auto incidents = Incidents();
    CPPUNIT_ASSERT(incidents.size() == 1 && incidents[0].incident.kind == IncidentKind::kWidespread);
    for (int i = 1; i <= 8; ++i) CPPUNIT_ASSERT_EQUAL(i == 8, Post(what).blocked);
  }

  void ExcessInAWidespreadEntryBlocks() {
    const Classification what = What(Category::kVulnScan, 1);
    Spread(what);
    uint32_t posts = 1;
    while (!Post(what).blocked && posts < 1000) ++posts;
    CPPUNIT_ASSERT_EQUAL(limits_.any.shape.capacity * kWidespreadFactor, posts);
    CPPUNIT_ASSERT(BlockOf().Active(now_));
    RequestLedger request;
    // One request, however many entries.
    for (int i = 0; i < 1000; ++i) CPPUNIT_ASSERT(!Post(what, 2, &request).blocked);
  }

  void EntriesWithoutPathShareATemplate() {
    entry_.uri = "";
    for (uint32_t i = 0; i < 200; ++i) {
      const std::string message =
          "AH02039: Certificate Verification: Error (" + std::to_string(i) + "): no issuer";
      entry_.message = message;
      Post(What(Category::kTlsError, 1), 1000 + i);
    }
    entry_.message = "AH02039: Certificate Verification: Error (20): unable to get local issuer certificate";
    CPPUNIT_ASSERT(Post(What(Category::kTlsError, 1)).widespread);
    entry_.vhost = "other.example.org";
    CPPUNIT_ASSERT(!Post(What(Category::kTlsError, 1)).widespread);
  }

  void RulesAndCategoriesAreCounted() {
    Classification what = What(Category::kXss, 1, 99);
    what.rule_count = 200;  // more than there is room for
    what.limited = true;
    for (uint32_t i = 0; i < what.rules.size(); ++i) what.rules[i] = 10 + i;
    Post(what);
    // And the one that named it.
    CPPUNIT_ASSERT_EQUAL(what.rules.size() + 1, segment_->rules().List().size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().SumCategory(Category::kXss));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Sum(Counter::kMatchLimit));
  }

  void ScopesAreApart() {
    Post(What(Category::kSqlInjection, 5));
    charge_.scope = ScopeHash("shop");
    CPPUNIT_ASSERT(!Post(What(Category::kSqlInjection, 5)).blocked);
    AskForSomethingElse();
    CPPUNIT_ASSERT(Post(What(Category::kSqlInjection, 5)).blocked);
    charge_.scope = ScopeHash("server");
    CPPUNIT_ASSERT(!BlockOf().Active(now_));
  }

  void AllocatesNothing() {
    charge_.entry_events = true;
    const std::string longest(9000, '/');
    entry_.uri = entry_.args = entry_.message = entry_.vhost = entry_.method = longest;
    const AllocationCounter allocations;
    for (uint32_t i = 0; i < 1000; ++i) {
      RequestLedger request;
      Post(What(static_cast<Category>(i % (kCategoryCount + 1)), static_cast<uint16_t>(i % 12), i % 40),
           i % 100, &request);
    }
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
    CPPUNIT_ASSERT(Sum(Counter::kBlocks) > 0);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AccountingTest);

}  // namespace
}  // namespace errwatch::store
