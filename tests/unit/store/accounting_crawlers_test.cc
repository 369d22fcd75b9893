// What announces a crawler in the accounts (model/crawler.h).
#include <cppunit/extensions/HelperMacros.h>

#include "unit/store/accounting_fixture.h"

namespace errwatch::store {
namespace {

class AccountingCrawlersTest : public AccountingFixture {
  CPPUNIT_TEST_SUITE(AccountingCrawlersTest);
  CPPUNIT_TEST(CrawlersMayMeetDeadEndsAtCrawlSpeed);
  CPPUNIT_TEST(VerifiedCrawlersMeetDeadEndsAtAnySpeed);
  CPPUNIT_TEST(FalseCrawlersAreCharged);
  CPPUNIT_TEST(FalseClaimAloneIsAnIncident);
  CPPUNIT_TEST(UndecidedCrawlersAreTakenAtTheirWord);
  CPPUNIT_TEST_SUITE_END();

  // What the watchdog would write down.
  void Answer(CrawlerClaim claim) {
    CrawlerClaims claims = segment_->crawler_claims();
    for (uint32_t row = 0; row < kCrawlerClaims; ++row)
      if (const auto question = claims.At(row, crawlers_, now_)) claims.Answer(*question, claim, now_);
  }

 public:
  void CrawlersMayMeetDeadEndsAtCrawlSpeed() {
    entry_.agent = "Mozilla/5.0 (compatible; Googlebot/2.1)";
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
    entry_.agent = "Mozilla/5.0 (compatible; Googlebot/2.1)";
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
    entry_.agent = "Mozilla/5.0 (compatible; Googlebot/2.1)";
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
    entry_.agent = "Mozilla/5.0 (compatible; Googlebot/2.1)";
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
    entry_.agent = "Mozilla/5.0 (compatible; Googlebot/2.1)";
    Succeed(1);
    Answer(CrawlerClaim::kAnnounced);
    CrawlersMayMeetDeadEndsAtCrawlSpeed();
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AccountingCrawlersTest);

}  // namespace
}  // namespace errwatch::store
