// What a pour leaves behind: levels, stories, incidents and the journal (store/posting_pour.cc).
#include <cppunit/extensions/HelperMacros.h>

#include <array>
#include <memory>

#include "unit/make_rule_set.h"
#include "unit/store/accounting_fixture.h"

namespace errwatch::store {
namespace {

class PostingPourTest : public AccountingFixture {
  CPPUNIT_TEST_SUITE(PostingPourTest);
  CPPUNIT_TEST(IncidentsSayWhoseRequestItWas);
  CPPUNIT_TEST(ScoresAreRoundedUp);
  CPPUNIT_TEST(EvidenceIsLookedForWhereThereAreRules);
  CPPUNIT_TEST(JournalHasPoursAndBlocks);
  CPPUNIT_TEST(JournalHasNothingThatDeniesNobody);
  CPPUNIT_TEST(SumIsToldWhereTheLimitIsOff);
  CPPUNIT_TEST(CostlierEntryPoursTheRest);
  CPPUNIT_TEST(LimitThatOnlyTellsIsSilentWhileBlocked);
  CPPUNIT_TEST(EndOfADetectionIsOnlyCounted);
  CPPUNIT_TEST(WidespreadEntriesFillAnAccountOfTheirOwn);
  CPPUNIT_TEST(WidespreadIsChargedToNobodyWithoutALimit);
  CPPUNIT_TEST(WidespreadEntryTakesItsRequestAlong);
  CPPUNIT_TEST(CrawlersFillAnAccountOfTheirOwn);
  CPPUNIT_TEST(ForeignPagesAreToldInUnitsOfTheLimit);
  CPPUNIT_TEST(LimitThatIsOffIsOffForForeignPages);
  CPPUNIT_TEST_SUITE_END();

  StoryEvent LastTold(uint32_t client = 1) {
    return segment_->stories().Find(Key(client).fingerprint)->records.back().event;
  }
  std::size_t Told(uint32_t client = 1) {
    const auto story = segment_->stories().Find(Key(client).fingerprint);
    return story ? story->records.size() : 0;
  }
  std::vector<JournalEntry> Noted() {
    std::vector<JournalEntry> all;
    const Journal journal = segment_->journal();
    for (uint64_t ticket = journal.oldest(); ticket < journal.head(); ++ticket)
      all.push_back(*journal.Read(ticket));
    return all;
  }
  // As many clients as make an entry widespread.
  void Spread(const Classification& what) {
    for (uint32_t i = 0; i < 100; ++i) Post(what, 1000 + i);
    CPPUNIT_ASSERT(Sum(Counter::kWidespread) > 0);
  }

 public:
  void setUp() override {
    AccountingFixture::setUp();
    segment_->journal().WantUntil({now_.value + 1'000'000});
  }

  void IncidentsSayWhoseRequestItWas() {
    charge_.entry_events = true;
    entry_.request_log_id = "log-id";
    entry_.unique_id = "unique-id";
    Post(What(Category::kXss, 9));
    const auto records = Incidents();
    const Incident& told = records.at(0).incident;
    CPPUNIT_ASSERT(told.kind == IncidentKind::kEntry && told.limit == 0 && told.capacity == 0);
    CPPUNIT_ASSERT(told.request_log_id == "log-id" && told.unique_id == "unique-id");
  }

  void ScoresAreRoundedUp() {
    limits_[Category::kXss].shape = {10, 10 * kQuantaPerUnit};  // a quantum a tick
    Post(What(Category::kXss, 9));
    now_.value += kQuantaPerUnit - 1;
    AskForSomethingElse();
    CPPUNIT_ASSERT_EQUAL(9 * kQuantaPerUnit + 1, Post(What(Category::kXss, 1)).level);
    CPPUNIT_ASSERT_EQUAL(10U, LastIncident().score);
  }

  void EvidenceIsLookedForWhereThereAreRules() {
    const auto rules = MakeRuleSet({R"(2101 xss cost=9 target=args "union")"});
    const auto scratch = std::make_unique<MatchScratch>();
    CPPUNIT_ASSERT(rules->Warm(*scratch).ok());
    entry_.args = "a=union";
    const Classification what = Classify(*rules, entry_, nullptr, *scratch);
    charge_.entry_events = true;
    charge_.rules = rules.get();
    Post(what, 1);
    CPPUNIT_ASSERT(!LastIncident().found);
    charge_.scratch = scratch.get();
    Post(what, 2);
    CPPUNIT_ASSERT(LastIncident().found == Target::kArgs);
    charge_.rules = nullptr;
    Post(what, 3);
    CPPUNIT_ASSERT(!LastIncident().found);
    // What is told of a claim has no rule that evidence could be of.
    charge_.rules = rules.get();
    charge_.verify_crawlers = true;
    entry_.agent = "Mozilla/5.0 (compatible; Googlebot/2.1)";
    Post(what, 4);
    CrawlerClaims claims = segment_->crawler_claims();
    for (uint32_t row = 0; row < kCrawlerClaims; ++row)
      if (const auto question = claims.At(row, crawlers_, now_))
        claims.Answer(*question, CrawlerClaim::kFalse, now_);
    Incidents();
    Post(what, 4);
    CPPUNIT_ASSERT(Incidents().at(0).incident.kind == IncidentKind::kFalseCrawler);
    const uint64_t first = segment_->incidents().head() - 2;
    CPPUNIT_ASSERT(!segment_->incidents().Read(first)->incident.found);
  }

  void JournalHasPoursAndBlocks() {
    entry_.at_peer = true;
    const BlockWord block = (Post(What(Category::kXss, 12)), BlockOf());
    CPPUNIT_ASSERT(block.at_peer);
    const uint8_t tag = TagOf(Category::kXss);
    const uint32_t quanta = 12 * kQuantaPerUnit;
    const JournalEntry own{JournalKind::kPour, 3, tag, 0, quanta, now_, {}, ClientNumber(1), true};
    JournalEntry any = own;
    any.tag = kAnyTag;
    const JournalEntry blocked{JournalKind::kBlock, 3, tag, 0, 0, now_, block.until, ClientNumber(1), true};
    CPPUNIT_ASSERT((Noted() == std::vector<JournalEntry>{own, any, blocked}));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Counter::kExpired));
  }

  void JournalHasNothingThatDeniesNobody() {
    charge_.detection_only = true;
    Post(What(Category::kXss, 12));
    charge_.detection_only = false;
    FromForeignPage();
    AskForSomethingElse();
    Post(What(Category::kXss, 12), 2);
    CPPUNIT_ASSERT(BlockOf(2).Active(now_) && BlockOf(2).foreign_only);
    for (const JournalEntry& entry : Noted()) CPPUNIT_ASSERT(entry.kind == JournalKind::kPour);
    // Where there is no room nothing was counted.
    const std::size_t before = Noted().size();
    for (uint32_t i = 0; i < 15'000; ++i)
      segment_->clients().BlockByHand(Key(100 + i), 0, {now_.value + 9}, now_);
    entry_.headers = {};
    AskForSomethingElse();
    CPPUNIT_ASSERT(!Post(What(Category::kXss, 1), 50'000).poured);
    CPPUNIT_ASSERT(Noted().size() == before && Told(50'000) == 0);
  }

  void SumIsToldWhereTheLimitIsOff() {
    limits_[Category::kXss].shape.capacity = 0;
    charge_.entry_events = true;
    RequestLedger request;
    Post(What(Category::kSqlInjection, 2), 1, &request);
    Post(What(Category::kXss, 5), 1, &request);
    const StoryEvent told = LastTold();
    CPPUNIT_ASSERT(told.limit == kAnyTag && told.poured == 3 * kQuantaPerUnit);
    CPPUNIT_ASSERT(told.level == 5 * kQuantaPerUnit && told.any_level == told.level);
    CPPUNIT_ASSERT_EQUAL(limits_.any.shape.capacity, told.capacity);
    CPPUNIT_ASSERT_EQUAL(3 * kQuantaPerUnit, uint32_t{LastIncident().poured});
    Post(What(Category::kCodeInjection, 4), 1, &request);  // as much as before
    CPPUNIT_ASSERT_EQUAL(4 * kQuantaPerUnit, uint32_t{LastIncident().poured});
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, Any());
    CPPUNIT_ASSERT_EQUAL(3U, segment_->clients().Find(Key())->entries);
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, Sum(Counter::kPoured));
  }

  void CostlierEntryPoursTheRest() {
    for (const bool foreign : {false, true}) {
      if (foreign) FromForeignPage();
      const uint32_t client = foreign ? 2 : 1;
      RequestLedger request;
      for (const uint16_t cost : std::array<uint16_t, 5>{2, 2, 5, 5, 3}) {
        const uint32_t more = cost == 2 ? 2 : 3;
        const bool poured = request.quanta[static_cast<uint8_t>(Category::kSqlInjection)] < cost * 64;
        CPPUNIT_ASSERT_EQUAL(poured, Post(What(Category::kSqlInjection, cost), client, &request).poured);
        CPPUNIT_ASSERT_EQUAL(cost == 2 ? 2 * kQuantaPerUnit : 5 * kQuantaPerUnit, LastTold(client).level);
        if (!foreign) CPPUNIT_ASSERT_EQUAL(more * kQuantaPerUnit, LastTold(client).poured);
      }
      CPPUNIT_ASSERT_EQUAL(std::size_t{2}, Told(client));
    }
  }

  void LimitThatOnlyTellsIsSilentWhileBlocked() {
    limits_[Category::kBotProxy].block = Milliseconds(0);
    limits_.any.shape.capacity = 0;
    Post(What(Category::kXss, 99));
    CPPUNIT_ASSERT_EQUAL(0U, Any());
    AskForSomethingElse();
    Outcome outcome = Post(What(Category::kBotProxy, 99));
    CPPUNIT_ASSERT(!outcome.incident && LastIncident().kind == IncidentKind::kBlock);
    now_ = BlockOf().until;
    AskForSomethingElse();
    outcome = Post(What(Category::kBotProxy, 99));
    CPPUNIT_ASSERT(outcome.incident && !outcome.blocked && outcome.limit == TagOf(Category::kBotProxy));
    CPPUNIT_ASSERT(LastIncident().kind == IncidentKind::kDetection && LastIncident().until == Tick());
    CPPUNIT_ASSERT(LastTold().kind == StoryKind::kDetection &&
                   LastTold().limit == TagOf(Category::kBotProxy));
  }

  void EndOfADetectionIsOnlyCounted() {
    charge_.detection_only = true;
    Post(What(Category::kXss, 99));
    now_ = BlockOf().until;
    AskForSomethingElse();
    CPPUNIT_ASSERT(Post(What(Category::kXss, 99)).blocked);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Sum(Counter::kExpired));
    for (const auto& record : Incidents()) CPPUNIT_ASSERT(record.incident.kind == IncidentKind::kDetection);
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, Told());
  }

  void WidespreadEntriesFillAnAccountOfTheirOwn() {
    const Classification what = What(Category::kUnauthorizedAccess, 2);
    Spread(what);
    CPPUNIT_ASSERT_EQUAL(0, int{Incidents().at(0).incident.limit});
    limits_.any.shape = {10'000, 1'000'000};
    CPPUNIT_ASSERT(Post(what).widespread);
    CPPUNIT_ASSERT(Any() == 0 && segment_->clients().Find(Key())->entries == 1);
    const StoryEvent told = LastTold();
    CPPUNIT_ASSERT(told.flags == kStoryWidespread && told.limit == kAnyTag);
    CPPUNIT_ASSERT(told.level == 2 * kQuantaPerUnit && told.poured == 2 * kQuantaPerUnit);
    CPPUNIT_ASSERT_EQUAL(65'535U, told.capacity);  // no bucket holds more
    limits_.any.shape.capacity = 1;
    CPPUNIT_ASSERT(!Post(what, 2).blocked);
    CPPUNIT_ASSERT_EQUAL(8U, LastTold(2).capacity);
    Outcome outcome;
    for (int i = 0; i < 3; ++i) outcome = Post(what, 2);
    CPPUNIT_ASSERT(outcome.blocked && outcome.limit == kAnyTag);
  }

  void WidespreadIsChargedToNobodyWithoutALimit() {
    const Classification what = What(Category::kUnauthorizedAccess, 2);
    Spread(what);
    limits_.any.shape.capacity = 0;
    CPPUNIT_ASSERT(Post(what).widespread);
    CPPUNIT_ASSERT(Told() == 0 && LevelOf(Category::kUnauthorizedAccess) == 0);
  }

  // The response of the same request, as what it may be named.
  void WidespreadEntryTakesItsRequestAlong() {
    const Classification what = What(Category::kUnauthorizedAccess, 2);
    Spread(what);
    RequestLedger request;
    Post(what, 1, &request);
    Post(what, 1, &request);
    entry_.status = 403;
    Post(What(Category::kVulnScan, 1), 1, &request);
    CPPUNIT_ASSERT_EQUAL(0U, LevelOf(Category::kUnauthorizedAccess));
    CPPUNIT_ASSERT(Any() == 0 && Told() == 1);
  }

  void CrawlersFillAnAccountOfTheirOwn() {
    entry_.agent = "Mozilla/5.0 (compatible; Googlebot/2.1)";
    charge_.entry_events = true;
    Outcome outcome;
    for (uint32_t i = 1; i <= 28; ++i) {
      AskForSomethingElse();
      outcome = Post(What(Category::kVulnScan, 1));
    }
    const StoryEvent told = LastTold();
    CPPUNIT_ASSERT(outcome.poured && !outcome.blocked && told.flags == kStoryCrawl);
    CPPUNIT_ASSERT(told.limit == TagOf(Category::kVulnScan) && told.poured == kQuantaPerUnit);
    CPPUNIT_ASSERT(told.level > 20 * kQuantaPerUnit && outcome.level == told.level);
    CPPUNIT_ASSERT_EQUAL(kCrawlShape.capacity, told.capacity);
    CPPUNIT_ASSERT_EQUAL(kQuantaPerUnit, uint32_t{LastIncident().poured});
    CPPUNIT_ASSERT_EQUAL(Sum(Counter::kPoured), uint64_t{segment_->clients().Find(Key())->entries});
    // What pages laid for it is another matter.
    FromForeignPage();
    AskForSomethingElse();
    CPPUNIT_ASSERT(!Post(What(Category::kSqlInjection, 8)).blocked);
  }

  void ForeignPagesAreToldInUnitsOfTheLimit() {
    FromForeignPage();
    charge_.entry_events = true;
    const Outcome outcome = Post(What(Category::kSqlInjection, 4));
    const StoryEvent told = LastTold();
    CPPUNIT_ASSERT(outcome.poured && outcome.level == 4 * kQuantaPerUnit);
    CPPUNIT_ASSERT(told.flags == kStoryForeign && told.limit == TagOf(Category::kSqlInjection));
    CPPUNIT_ASSERT(told.level == 4 * kQuantaPerUnit && told.poured == 4 * kQuantaPerUnit);
    CPPUNIT_ASSERT_EQUAL(limits_[Category::kSqlInjection].shape.capacity, told.capacity);
    CPPUNIT_ASSERT_EQUAL(4 * kQuantaPerUnit, uint32_t{LastIncident().poured});
    CPPUNIT_ASSERT(!Post(What(Category::kSqlInjection, 4)).poured);  // the same again
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Sum(Counter::kPoured));
    CPPUNIT_ASSERT_EQUAL(1U, segment_->clients().Find(Key())->entries);
  }

  void LimitThatIsOffIsOffForForeignPages() {
    FromForeignPage();
    for (const uint32_t capacity : {0U, 1U}) {
      limits_[Category::kSqlInjection].shape.capacity = capacity;
      AskForSomethingElse();
      CPPUNIT_ASSERT_EQUAL(capacity == 1, Post(What(Category::kSqlInjection, 4)).blocked);
      CPPUNIT_ASSERT_EQUAL(capacity == 1, Told() != 0);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PostingPourTest);

}  // namespace
}  // namespace errwatch::store
