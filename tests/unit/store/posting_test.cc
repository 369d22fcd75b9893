// What one entry does to its request's ledger, and what is charged before the answer (store/posting.cc).
#include <cppunit/extensions/HelperMacros.h>

#include <array>

#include "unit/store/crowd_fixture.h"

namespace errwatch::store {
namespace {

class PostingTest : public CrowdFixture {
  CPPUNIT_TEST_SUITE(PostingTest);
  CPPUNIT_TEST(AttacksAreChargedBeforeTheAnswer);
  CPPUNIT_TEST(TheMildestAnswerIsSupposed);
  CPPUNIT_TEST(WhoIsKnownIsSoBeforeTheAnswer);
  CPPUNIT_TEST(NobodyHasFailedBeforeTheAnswer);
  CPPUNIT_TEST(ARequestFailsOnce);
  CPPUNIT_TEST(WhatIsAnsweredIsNoFailure);
  CPPUNIT_TEST(RulesAreCountedOnce);
  CPPUNIT_TEST(WorkIsCounted);
  CPPUNIT_TEST(WhatCountsBesideIsToldOfItself);
  CPPUNIT_TEST(NothingCountsBesideWhatCostsNothing);
  CPPUNIT_TEST(FaultsOfTheServerHaveNoLimit);
  CPPUNIT_TEST(FaultsAreLookedAtOnlyWhenAsked);
  CPPUNIT_TEST(WhatWeighsNothingJoinsNothing);
  CPPUNIT_TEST(LogInsThatMayBeRightAreEverybodys);
  CPPUNIT_TEST(NamesAreNotedOfWhatFailed);
  CPPUNIT_TEST_SUITE_END();

  void Early(const Classification& what, RequestLedger& request, uint32_t client = 1) {
    AccountEarly(*segment_, entry_, what, ClientNumber(client), charge_, request, now_);
  }
  TrackRecord Record() { return segment_->clients().RecordOf(Key(), now_); }
  static Classification InArgs() {
    Classification what = What(Category::kSqlInjection, 5);
    what.found = Bit(Target::kArgs);
    return what;
  }
  uint64_t HitsOf(uint32_t rule) {
    for (const RuleHits& row : segment_->rules().List())
      if (row.rule == rule) return row.hits;
    return 0;
  }

 public:
  void AttacksAreChargedBeforeTheAnswer() {
    RequestLedger request;
    Early(What(Category::kVulnScan, 1), request);  // the answer tells what it was
    Early(What(Category::kXss, 0), request);
    AccountEarly(*segment_, entry_, What(Category::kXss, 5), ClientAddress(), charge_, request, now_);
    CPPUNIT_ASSERT_EQUAL(0U, segment_.WaysInUse());
    Early(What(Category::kXss, 1), request);
    CPPUNIT_ASSERT_EQUAL(kQuantaPerUnit, Any());
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, segment_->counters().SumCategory(Category::kXss));
    // The entry adds nothing, and only another one after it is the same again.
    for (const uint64_t again : {0U, 1U}) {
      CPPUNIT_ASSERT(!Post(What(Category::kXss, 1), 1, &request).poured);
      CPPUNIT_ASSERT_EQUAL(again, Sum(Counter::kSameRequest));
    }
    CPPUNIT_ASSERT_EQUAL(kQuantaPerUnit, Any());
  }

  // What a person may have typed weighs little where a page answers it.
  void TheMildestAnswerIsSupposed() {
    entry_.args = "q=how to select all from a table";
    RequestLedger request;
    Early(InArgs(), request);
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit / 16, Any());
    Post(InArgs(), 1, &request);  // it was refused
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, Any());
  }

  // An editor of this site, for whom text that looks like an attack weighs little.
  void WhoIsKnownIsSoBeforeTheAnswer() {
    Succeed(8);
    FromForeignPage();
    entry_.headers = "Accept: text/html\nAccept-Language: en\nSec-Fetch-Site: same-origin";
    entry_.method = "POST";
    Classification what = What(Category::kSqlInjection, 5);
    what.found = Bit(Target::kBody);
    RequestLedger request;
    Early(what, request);
    CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit / 32, Any());
  }

  void NobodyHasFailedBeforeTheAnswer() {
    RequestLedger request;
    for (int i = 0; i < 3; ++i) Early(What(Category::kXss, 1), request);
    CPPUNIT_ASSERT(Record() == TrackRecord{});
    Post(What(Category::kXss, 1), 1, &request);
    CPPUNIT_ASSERT((Record() == TrackRecord{0, 1}));
  }

  void ARequestFailsOnce() {
    RequestLedger request;
    for (int i = 0; i < 3; ++i) Post(What(Category::kVulnScan, 1), 1, &request);
    Post(What(Category::kXss, 1), 1, &request);
    CPPUNIT_ASSERT((Record() == TrackRecord{0, 1}));
    Post(What(Category::kVulnScan, 1));
    CPPUNIT_ASSERT((Record() == TrackRecord{0, 2}));
  }

  // Text that a page answered, what a page of this site posts, and a log-in that may be right.
  void WhatIsAnsweredIsNoFailure() {
    entry_.status = 200;
    entry_.args = "q=how to select all from a table";
    Post(InArgs());
    CPPUNIT_ASSERT(Record() == TrackRecord{});
    Post(What(Category::kSqlInjection, 5));  // found elsewhere
    CPPUNIT_ASSERT((Record() == TrackRecord{0, 1}));
    entry_.status = 404;
    Post(InArgs());
    CPPUNIT_ASSERT((Record() == TrackRecord{0, 2}));
    entry_.status = 200;
    entry_.method = "POST";
    entry_.authenticated = true;
    Classification posted = What(Category::kSqlInjection, 5);
    posted.found = Bit(Target::kBody);
    Post(posted);
    CPPUNIT_ASSERT((Record() == TrackRecord{0, 2}));
    entry_.authenticated = false;
    entry_.guess = {GuessKind::kPassword, 1, 5, 1};
    Classification guessed = What(Category::kAuthFailure, 1);
    guessed.guessed = true;
    Post(guessed);
    CPPUNIT_ASSERT((Record() == TrackRecord{0, 2}));
    entry_.status = 401;
    Post(guessed);
    CPPUNIT_ASSERT((Record() == TrackRecord{0, 3}));
    Post(What(Category::kAuthFailure, 1));
    entry_.status = 200;
    Post(What(Category::kAuthFailure, 1));  // not by what the body tries alone
    CPPUNIT_ASSERT((Record() == TrackRecord{0, 5}));
  }

  void RulesAreCountedOnce() {
    Classification what = What(Category::kXss, 1);
    what.rules[1] = 77;  // of an entry before
    Post(what);
    CPPUNIT_ASSERT(HitsOf(2101) == 1 && HitsOf(77) == 0);
    what.rule_count = 2;
    what.rule = 88;  // that names it is none of these
    what.overlong = true;
    Post(what);
    CPPUNIT_ASSERT(HitsOf(2101) == 2 && HitsOf(77) == 1 && HitsOf(88) == 1);
    what.rule = 77;
    what.overlong = false;
    Post(what);
    what.rule = 2101;
    Post(what);
    CPPUNIT_ASSERT(HitsOf(2101) == 4 && HitsOf(77) == 3 && HitsOf(88) == 1);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Sum(Counter::kOverlong));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Counter::kMatchLimit));
  }

  void WorkIsCounted() {
    Classification what;
    what.steps = 1234;
    CountWork(segment_->counters(), what);
    what.unread = true;
    for (int i = 0; i < 2; ++i) CountWork(segment_->counters(), what);
    CPPUNIT_ASSERT(Sum(Counter::kSteps) == 3 * 1234 && Sum(Counter::kUnread) == 2);
  }

  // A guess, by the rule that says so; where none does, by that which names the entry.
  void WhatCountsBesideIsToldOfItself() {
    Classification what = What(Category::kVulnScan, 2);
    what.also.Add(Category::kAuthFailure);
    what.failure_rule = 1201;
    limits_[Category::kAuthFailure].shape.capacity = 3;
    entry_.credentials = "Basic eDp1";
    Outcome outcome = Post(what);
    CPPUNIT_ASSERT(outcome.poured && outcome.level == 2 * kQuantaPerUnit && !outcome.blocked);
    CPPUNIT_ASSERT_EQUAL(kQuantaPerUnit, LevelOf(Category::kAuthFailure));
    CPPUNIT_ASSERT_EQUAL(2101U, segment_->clients().Find(Key())->last_rule);
    entry_.credentials = "Basic eDp2";
    outcome = Post(what);  // the same again, and another guess
    CPPUNIT_ASSERT(outcome.poured && outcome.level == 2 * kQuantaPerUnit && !outcome.blocked);
    what.failure_rule = 0;
    entry_.credentials = "Basic eDp3";
    AskForSomethingElse();
    outcome = Post(what);
    CPPUNIT_ASSERT(outcome.blocked && outcome.poured && outcome.limit == TagOf(Category::kAuthFailure));
    CPPUNIT_ASSERT_EQUAL(2101U, LastIncident().rule);
    // Whoever is shut out by what names the entry is not told of twice.
    limits_[Category::kVulnScan].shape.capacity = 1;
    outcome = Post(what, 2);
    CPPUNIT_ASSERT(outcome.blocked && outcome.limit == TagOf(Category::kVulnScan));
    CPPUNIT_ASSERT_EQUAL(0U, LevelOf(Category::kAuthFailure, 2));
  }

  void NothingCountsBesideWhatCostsNothing() {
    Classification what = What(Category::kVulnScan, 0);
    what.also.Add(Category::kAuthFailure);
    Post(what);
    CPPUNIT_ASSERT_EQUAL(0U, segment_.WaysInUse());
    what.cost = 1;
    Account(*segment_, entry_, what, ClientAddress(), charge_, nullptr, now_);
    CPPUNIT_ASSERT_EQUAL(0U, segment_.WaysInUse());
  }

  void FaultsOfTheServerHaveNoLimit() {
    Post(What(Category::kServerFault, 0, 71));
    const Incident told = LastIncident();
    CPPUNIT_ASSERT(told.kind == IncidentKind::kServer && told.category == Category::kServerFault);
    CPPUNIT_ASSERT(told.limit == 0 && told.capacity == 0 && told.score == 0 && told.until == Tick());
  }

  void FaultsAreLookedAtOnlyWhenAsked() {
    entry_.uri = "/cart.php";
    entry_.status = 500;
    for (uint32_t client = 0; client < 60; ++client) {
      entry_.uri = "/";
      entry_.status = 200;
      Succeed(5, client);
      entry_.uri = "/cart.php";
      entry_.status = 500;
      Post(What(Category::kServerFault, 0), client);
      Account(*segment_, entry_, What(Category::kServerFault, 0), ClientAddress(), charge_, nullptr, now_);
    }
    CPPUNIT_ASSERT(Tell().empty());
  }

  void WhatWeighsNothingJoinsNothing() {
    charge_.anomalies = true;
    CPPUNIT_ASSERT(Post(What(Category::kXss, 5)).targets[0] != 0);
    CPPUNIT_ASSERT(Post(What(Category::kXss, 5)).targets[0] == 0);  // the same again
  }

  // From a hundred clients; but not where they were refused.
  void LogInsThatMayBeRightAreEverybodys() {
    entry_.method = "POST";
    entry_.uri = "/enter";
    entry_.guess = {GuessKind::kPassword, 1, 5, 1};
    Classification what = What(Category::kAuthFailure, 1);
    what.guessed = true;
    for (const uint16_t status : std::array<uint16_t, 2>{200, 401}) {
      entry_.status = status;
      for (uint32_t client = 0; client < 100; ++client) Post(what, 1000 * status + client);
      const auto told = Incidents();
      CPPUNIT_ASSERT_EQUAL(status == 401, !told.empty());
      for (const auto& record : told) CPPUNIT_ASSERT(record.incident.kind == IncidentKind::kWidespread);
    }
  }

  // Not of credentials that were tried before, nor where another site's page sent them for certain.
  void NamesAreNotedOfWhatFailed() {
    entry_.status = 401;
    entry_.user = "eve";
    for (const char* headers : {"Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"}) {
      entry_.headers = headers;
      Post(What(Category::kAuthFailure, 1));
    }
    entry_.headers = "Sec-Fetch-Site: same-origin";
    entry_.credentials = "Basic eDp4";
    for (int i = 0; i < 3; ++i) Post(What(Category::kAuthFailure, 1));
    entry_.authenticated = true;
    CPPUNIT_ASSERT_EQUAL(2U, AccountSuccess(*segment_, entry_, ClientNumber(1), charge_, now_));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PostingTest);

}  // namespace
}  // namespace errwatch::store
