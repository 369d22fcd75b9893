// What announces a crawler in the accounts (model/crawler.h).
#include <cppunit/extensions/HelperMacros.h>

#include "unit/store/accounting_fixture.h"

namespace errwatch::store {
namespace {

constexpr const char* kGooglebot = "Mozilla/5.0 (compatible; Googlebot/2.1)";

class AccountingCrawlersTest : public AccountingFixture {
  CPPUNIT_TEST_SUITE(AccountingCrawlersTest);
  CPPUNIT_TEST(CrawlersMayMeetDeadEndsAtCrawlSpeed);
  CPPUNIT_TEST(VerifiedCrawlersMeetDeadEndsAtAnySpeed);
  CPPUNIT_TEST(FalseCrawlersAreCharged);
  CPPUNIT_TEST(FalseClaimAloneIsAnIncident);
  CPPUNIT_TEST(UndecidedCrawlersAreTakenAtTheirWord);
  CPPUNIT_TEST(AClaimIsJudgedOnceARequest);
  CPPUNIT_TEST(AgentThatComesLateIsJudged);
  CPPUNIT_TEST(WhatNobodyCanVerifyIsNotAsked);
  CPPUNIT_TEST(WhatNobodyWantsToKnowIsNotAsked);
  CPPUNIT_TEST(AFalseClaimIsTold);
  CPPUNIT_TEST(AFalseClaimGoesIntoTheLimitsThereAre);
  CPPUNIT_TEST(AFalseClaimMayBeTheLastStraw);
  CPPUNIT_TEST_SUITE_END();

  // What the watchdog would write down.
  void Answer(CrawlerClaim claim) {
    CrawlerClaims claims = segment_->crawler_claims();
    for (uint32_t row = 0; row < kCrawlerClaims; ++row)
      if (const auto question = claims.At(row, crawlers_, now_)) claims.Answer(*question, claim, now_);
  }
  int Questions() {
    int questions = 0;
    for (uint32_t row = 0; row < kCrawlerClaims; ++row)
      questions += segment_->crawler_claims().At(row, crawlers_, now_).has_value();
    return questions;
  }
  // A false claim that an entry of another rule shows.
  void ShowFalseClaim() {
    entry_.agent = kGooglebot;
    charge_.verify_crawlers = true;
    Succeed(1);
    Answer(CrawlerClaim::kFalse);
    Post(What(Category::kBenign, 0));
    Post(What(Category::kXss, 1));
  }

 public:
  void CrawlersMayMeetDeadEndsAtCrawlSpeed() {
    entry_.agent = kGooglebot;
    const Classification what = What(Category::kVulnScan, 1);
    for (int i = 0; i < 200; ++i) {
      CPPUNIT_ASSERT(!PostNumber(i, what).blocked);
      now_.value += 100;  // one a second
    }
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, Any());
    int posts = 0;
    while (posts < 200 && !PostNumber(posts, what, 2).blocked) ++posts;
    CPPUNIT_ASSERT(posts >= 29 && posts < 100);
  }

  uint64_t Reported(IncidentKind kind, Category category) {
    uint64_t count = 0;
    uint64_t lost = 0;
    while (const auto record = segment_->incidents().TakeNext(now_, &lost))
      count += record->incident.kind == kind && record->incident.category == category;
    return count;
  }

  void VerifiedCrawlersMeetDeadEndsAtAnySpeed() {
    entry_.agent = kGooglebot;
    charge_.verify_crawlers = true;
    Succeed(1);  // asked with the first request already
    Answer(CrawlerClaim::kVerified);
    for (int i = 0; i < 400; ++i) {
      CPPUNIT_ASSERT(!PostNumber(i, What(Category::kVulnScan, 1)).blocked);
      CPPUNIT_ASSERT(!PostNumber(i, What(Category::kUnauthorizedAccess, 2)).blocked);
    }
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, Any());
    int posts = 0;
    while (posts < 60 && !PostNumber(posts, What(Category::kSqlInjection, 5)).blocked) ++posts;
    CPPUNIT_ASSERT(posts >= 7 && posts < 12);
  }

  void FalseCrawlersAreCharged() {
    entry_.agent = kGooglebot;
    charge_.verify_crawlers = true;
    const Classification what = What(Category::kVulnScan, 1);
    CPPUNIT_ASSERT(!PostNumber(0, what).blocked);
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, Any());
    Answer(CrawlerClaim::kFalse);
    PostNumber(1, what);
    // The rule that the request met says nothing of the claim.
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, segment_->incidents().Read(0)->incident.rule);
    CPPUNIT_ASSERT_EQUAL(kFalseClaimQuanta, LevelOf(Category::kBotProxy));
    CPPUNIT_ASSERT_EQUAL(kFalseClaimQuanta + kQuantaPerUnit, Any());
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Reported(IncidentKind::kFalseCrawler, Category::kBotProxy));
    int posts = 2;
    while (posts < 60 && !PostNumber(posts, what).blocked) ++posts;
    CPPUNIT_ASSERT(posts < 40);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Reported(IncidentKind::kFalseCrawler, Category::kBotProxy));
  }

  // Who meets no dead ends is told all the same.
  void FalseClaimAloneIsAnIncident() {
    entry_.agent = kGooglebot;
    Succeed(1);
    Answer(CrawlerClaim::kFalse);
    Succeed(5);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Reported(IncidentKind::kFalseCrawler, Category::kBotProxy));
    charge_.verify_crawlers = true;
    Succeed(1);
    Answer(CrawlerClaim::kFalse);
    Succeed(5);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Reported(IncidentKind::kFalseCrawler, Category::kBotProxy));
    CPPUNIT_ASSERT_EQUAL(kFalseClaimQuanta, Any());
    CPPUNIT_ASSERT(!BlockOf().Active(now_));
  }

  void UndecidedCrawlersAreTakenAtTheirWord() {
    charge_.verify_crawlers = true;
    entry_.agent = kGooglebot;
    Succeed(1);
    Answer(CrawlerClaim::kAnnounced);
    CrawlersMayMeetDeadEndsAtCrawlSpeed();
  }

  // What is known when it comes holds for all of its entries.
  void AClaimIsJudgedOnceARequest() {
    entry_.agent = kGooglebot;
    charge_.verify_crawlers = true;
    RequestLedger request, next;
    Post(What(Category::kVulnScan, 1), 1, &request);
    Answer(CrawlerClaim::kFalse);
    Post(What(Category::kXss, 1), 1, &request);
    CPPUNIT_ASSERT_EQUAL(0U, LevelOf(Category::kBotProxy));
    Post(What(Category::kXss, 1), 1, &next);
    CPPUNIT_ASSERT_EQUAL(kFalseClaimQuanta, LevelOf(Category::kBotProxy));
  }

  // An entry that httpd logs early is of a request whose headers are not read yet.
  void AgentThatComesLateIsJudged() {
    RequestLedger request;
    Post(What(Category::kXss, 1), 1, &request);
    entry_.agent = kGooglebot;
    Post(What(Category::kVulnScan, 1), 1, &request);
    CPPUNIT_ASSERT_EQUAL(0U, LevelOf(Category::kVulnScan));  // at crawl speed
  }

  void WhatNobodyCanVerifyIsNotAsked() {
    const CrawlerList list{{{"Googlebot", {}}}};
    charge_.crawlers = &list;
    charge_.verify_crawlers = true;
    entry_.agent = kGooglebot;
    Post(What(Category::kVulnScan, 1));
    CPPUNIT_ASSERT_EQUAL(0U, LevelOf(Category::kVulnScan));  // taken at its word
    charge_.crawlers = &crawlers_;
    Answer(CrawlerClaim::kFalse);
    Post(What(Category::kXss, 1));
    CPPUNIT_ASSERT_EQUAL(0U, LevelOf(Category::kBotProxy));
  }

  void WhatNobodyWantsToKnowIsNotAsked() {
    entry_.agent = kGooglebot;
    for (const bool wanted : {false, true}) {
      charge_.verify_crawlers = wanted;
      Post(What(Category::kVulnScan, 1));
      CPPUNIT_ASSERT_EQUAL(wanted ? 1 : 0, Questions());
    }
  }

  void AFalseClaimIsTold() {
    ShowFalseClaim();
    const Incident told = segment_->incidents().Read(0)->incident;
    CPPUNIT_ASSERT(told.kind == IncidentKind::kFalseCrawler && told.limit == TagOf(Category::kBotProxy));
    const auto story = segment_->stories().Find(Key().fingerprint)->records;
    const StoryEvent& event = story.at(0).event;
    CPPUNIT_ASSERT(event.category == Category::kBotProxy && event.rule == 0);
    CPPUNIT_ASSERT_EQUAL(Info(Category::kBotProxy).default_cost, event.cost);
    CPPUNIT_ASSERT_EQUAL(kFalseClaimQuanta, event.poured);
    CPPUNIT_ASSERT(event.level == kFalseClaimQuanta && event.any_level == kFalseClaimQuanta);
    CPPUNIT_ASSERT(event.limit == TagOf(Category::kBotProxy));
    CPPUNIT_ASSERT_EQUAL(limits_[Category::kBotProxy].shape.capacity, event.capacity);
    CPPUNIT_ASSERT(story.at(1).event.category == Category::kXss);
  }

  void AFalseClaimGoesIntoTheLimitsThereAre() {
    limits_[Category::kBotProxy].shape.capacity = 0;
    ShowFalseClaim();
    CPPUNIT_ASSERT_EQUAL(0U, LevelOf(Category::kBotProxy));
    CPPUNIT_ASSERT_EQUAL(kFalseClaimQuanta + kQuantaPerUnit, Any());
    const StoryEvent event = segment_->stories().Find(Key().fingerprint)->records.at(0).event;
    CPPUNIT_ASSERT(event.limit == kAnyTag && event.level == kFalseClaimQuanta);
    CPPUNIT_ASSERT_EQUAL(limits_.any.shape.capacity, event.capacity);
  }

  void AFalseClaimMayBeTheLastStraw() {
    const auto claim = [&](uint32_t client) {
      entry_.agent = kGooglebot;
      charge_.verify_crawlers = true;
      AccountClaim(*segment_, entry_, ClientNumber(client), charge_, now_);
      Answer(CrawlerClaim::kFalse);
      AccountClaim(*segment_, entry_, ClientNumber(client), charge_, now_);
    };
    limits_[Category::kBotProxy].shape.capacity = kFalseClaimQuanta / kQuantaPerUnit;
    claim(1);
    CPPUNIT_ASSERT(BlockOf().Active(now_) && BlockOf().reason == TagOf(Category::kBotProxy));
    CPPUNIT_ASSERT(LastIncident().kind == IncidentKind::kBlock &&
                   LastIncident().category == Category::kBotProxy);
    limits_.any.shape.capacity = kFalseClaimQuanta / kQuantaPerUnit;
    limits_[Category::kBotProxy].shape.capacity = 0;
    claim(2);
    CPPUNIT_ASSERT(BlockOf(2).Active(now_) && BlockOf(2).reason == kAnyTag);
    limits_.any.shape.capacity = 0;
    claim(3);  // told, and charged to nothing
    CPPUNIT_ASSERT(LastIncident().kind == IncidentKind::kFalseCrawler);
    CPPUNIT_ASSERT(!segment_->clients().Find(Key(3)) && !segment_->stories().Find(Key(3).fingerprint));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AccountingCrawlersTest);

}  // namespace
}  // namespace errwatch::store
