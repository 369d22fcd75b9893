// What entries weigh, by what the client has shown before and who made it ask (store/accounting.cc with
// model/judgement.h).
#include <cppunit/extensions/HelperMacros.h>

#include <optional>
#include <string>

#include "model/bucket_tag.h"
#include "model/judgement.h"
#include "model/known_targets.h"
#include "store/accounting.h"
#include "store/success.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class AccountingWeightTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AccountingWeightTest);
  CPPUNIT_TEST(SameTargetCountsOnce);
  CPPUNIT_TEST(AnotherOfTheShapeCountsAnEighth);
  CPPUNIT_TEST(LoadAndLogInsCountEachTime);
  CPPUNIT_TEST(CostlierOfEntryAndResponseCounts);
  CPPUNIT_TEST(WhoGetsWhatHeAsksForIsChargedLess);
  CPPUNIT_TEST(ForeignPagesFillAnAccountOfTheirOwn);
  CPPUNIT_TEST(RealBlockReplacesThatOfForeignPages);
  CPPUNIT_TEST(PayloadsInHeadersCountEach);
  CPPUNIT_TEST(EntriesBesideTheResponseTakeNothingAway);
  CPPUNIT_TEST(WhatNoPageCanCauseIsTheClients);
  CPPUNIT_TEST(DetectionsDoNotLengthenTheFirstBlock);
  CPPUNIT_TEST(GuessesCountBehindWhateverNamesThem);
  CPPUNIT_TEST(OneNameIsForgiven);
  CPPUNIT_TEST(ForeignPagesLeaveNothingBehind);
  CPPUNIT_TEST(AFormForgivesTwo);
  CPPUNIT_TEST(ForgivenOfForeignPages);
  CPPUNIT_TEST(AnotherActionOfAScriptForgivesNothing);
  CPPUNIT_TEST(SameCredentialsAreOneAttempt);
  CPPUNIT_TEST(FewVisitorsMakeAnEntryWidespread);
  CPPUNIT_TEST(CrawlersMayMeetDeadEndsAtCrawlSpeed);
  CPPUNIT_TEST(VerifiedCrawlersMeetDeadEndsAtAnySpeed);
  CPPUNIT_TEST(FalseCrawlersAreCharged);
  CPPUNIT_TEST(FalseClaimAloneIsAnIncident);
  CPPUNIT_TEST(UndecidedCrawlersAreTakenAtTheirWord);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{GeometryFor(4096)};
  Limits limits_ = DefaultLimits();
  BlockPolicy policy_;
  const CrawlerList crawlers_{{{"Googlebot", {"googlebot.com"}}}};
  Charge charge_{&limits_, &policy_, ScopeHash("server"), 3, false, false, &crawlers_, false};
  Entry entry_;
  std::string uri_;
  Tick now_{100'000'000};

  static Classification What(Category category, uint16_t cost) {
    Classification what;
    what.category = category;
    what.cost = cost;
    what.rule = what.rules[0] = 2101;
    what.rule_count = 1;
    return what;
  }
  Outcome Post(const Classification& what, uint32_t client = 1, RequestLedger* request = nullptr) {
    return Account(*segment_, entry_, what, ClientNumber(client), charge_, request, now_);
  }
  // For a name of a shape that no other number has.
  Outcome PostNumber(int number, const Classification& what, uint32_t client = 1) {
    uri_ = "/" + std::string(1, static_cast<char>('a' + number / 26 % 26)) +
           std::string(1, static_cast<char>('a' + number % 26)) + "-login.php";
    entry_.uri = uri_;
    return Post(what, client);
  }
  void Succeed(int times, uint32_t client = 1) {
    for (int i = 0; i < times; ++i) AccountSuccess(*segment_, entry_, ClientNumber(client), charge_, now_);
  }
  ClientKey Key(uint32_t client = 1) {
    return segment_->clients().KeyOf(ClientNumber(client), charge_.scope);
  }
  BlockWord BlockOf(uint32_t client = 1) {
    return segment_->clients().FindBlock(Key(client)).value_or(BlockWord{});
  }
  uint32_t Any(uint32_t client = 1) { return segment_->clients().Find(Key(client))->any.level; }
  uint32_t LevelOf(Category category, uint32_t client = 1) {
    const ClientView view = *segment_->clients().Find(Key(client));
    for (const Bucket& bucket : view.buckets)
      if (bucket.tag == TagOf(category)) return bucket.level;
    return 0;
  }
  // An image of another site's page.
  void FromForeignPage() {
    entry_.host = "www.example.org";
    entry_.agent = "Mozilla/5.0 (X11)";
    entry_.headers = "Accept: image/webp\nAccept-Language: en\nSec-Fetch-Site: cross-site";
  }

 public:
  void setUp() override {
    entry_.message = "AH00128: File does not exist";
    entry_.uri = "/wp-login.php";
    entry_.method = "GET";
    entry_.vhost = "www.example.org";
    entry_.status = 404;
  }

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

  void ForeignPagesFillAnAccountOfTheirOwn() {
    FromForeignPage();
    entry_.args = "a=' or 1=1";
    CPPUNIT_ASSERT(!PostNumber(0, What(Category::kSqlInjection, 5)).blocked);
    const Outcome outcome = PostNumber(1, What(Category::kSqlInjection, 5));
    CPPUNIT_ASSERT(outcome.blocked && outcome.limit == TagOf(Category::kSqlInjection));
    CPPUNIT_ASSERT(BlockOf().Active(now_) && BlockOf().foreign_only);
    CPPUNIT_ASSERT(segment_->incidents().Read(segment_->incidents().head() - 1)->incident.foreign_only);
    CPPUNIT_ASSERT(Any() == 0 && LevelOf(Category::kSqlInjection) == 0);
    CPPUNIT_ASSERT(PassageOf(BlockOf(), false, false, now_) == Passage::kFree);
  }

  void RealBlockReplacesThatOfForeignPages() {
    FromForeignPage();
    for (int i = 0; i < 2; ++i) PostNumber(i, What(Category::kSqlInjection, 5));
    CPPUNIT_ASSERT(BlockOf().foreign_only);
    entry_.headers = {};
    entry_.agent = "curl/8";
    CPPUNIT_ASSERT(!PostNumber(2, What(Category::kSqlInjection, 5)).blocked);
    CPPUNIT_ASSERT(PostNumber(3, What(Category::kSqlInjection, 5)).blocked);
    const BlockWord real = BlockOf();
    CPPUNIT_ASSERT(real.Active(now_) && !real.foreign_only);
    FromForeignPage();
    for (int i = 4; i < 8; ++i) CPPUNIT_ASSERT(!PostNumber(i, What(Category::kSqlInjection, 5)).blocked);
    CPPUNIT_ASSERT(BlockOf() == real);
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

  void WhatNoPageCanCauseIsTheClients() {
    FromForeignPage();
    Classification what = What(Category::kSqlInjection, 5);
    what.client_alone = true;
    for (int i = 0; i < 2; ++i) PostNumber(i, what);
    CPPUNIT_ASSERT(BlockOf().Active(now_) && !BlockOf().foreign_only);
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

  // A payload, or a tool's name, that comes along with every guess is one thing; each guess is one more.
  void GuessesCountBehindWhateverNamesThem() {
    Classification what = What(Category::kVulnScan, 4);
    what.also.Add(Category::kAuthFailure);
    std::string credentials;
    int guesses = 0;
    // Some may share a class with one before.
    for (bool blocked = false; !blocked && guesses < 16; ++guesses) {
      credentials = "Basic " + std::to_string(guesses * 7919);
      entry_.credentials = credentials;
      blocked = Post(what).blocked;
    }
    CPPUNIT_ASSERT(guesses >= 8 && guesses < 16);
    CPPUNIT_ASSERT_EQUAL(TagOf(Category::kAuthFailure), BlockOf().reason);
    CPPUNIT_ASSERT_EQUAL(4 * kQuantaPerUnit, LevelOf(Category::kVulnScan));
  }

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

  // Neither the visitor's record nor his log-ins: no page brings him a takeover, or takes credit away.
  void ForeignPagesLeaveNothingBehind() {
    Succeed(8);
    const TrackRecord before = segment_->clients().RecordOf(Key(), now_);
    FromForeignPage();
    entry_.user = "eve";
    for (int i = 0; i < 6; ++i) Post(What(Category::kAuthFailure, 1));
    CPPUNIT_ASSERT(before.succeeded == 8 && segment_->clients().RecordOf(Key(), now_) == before);
    entry_ = Entry();
    entry_.user = "eve";
    entry_.authenticated = true;
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, AccountSuccess(*segment_, entry_, ClientNumber(1), charge_, now_));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, segment_->counters().Sum(Counter::kTakeovers));
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

  // What the watchdog would write down.
  void Answer(CrawlerClaim claim) {
    CrawlerClaims claims = segment_->crawler_claims();
    for (uint32_t row = 0; row < kCrawlerClaims; ++row)
      if (const auto question = claims.At(row, crawlers_, now_)) claims.Answer(*question, claim, now_);
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
};
CPPUNIT_TEST_SUITE_REGISTRATION(AccountingWeightTest);

}  // namespace
}  // namespace errwatch::store
