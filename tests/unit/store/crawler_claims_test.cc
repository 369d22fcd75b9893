#include "store/crawler_claims.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <set>
#include <vector>

#include "unit/allocation_counter.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class CrawlerClaimsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CrawlerClaimsTest);
  CPPUNIT_TEST(QuestionIsPutOnceAndAnswered);
  CPPUNIT_TEST(EachVerdictExpires);
  CPPUNIT_TEST(ListsWhoIsConfirmed);
  CPPUNIT_TEST(FalseClaimIsChargedOnce);
  CPPUNIT_TEST(AnotherNameOfTheSameOperatorIsTheSame);
  CPPUNIT_TEST(AClientHasOneClaim);
  CPPUNIT_TEST(FewClientsWithManyNamesFillNothing);
  CPPUNIT_TEST(ClientIsANetwork);
  CPPUNIT_TEST(WithoutRoomQuestionsAreDroppedAndCounted);
  CPPUNIT_TEST(ExpiredRowsGiveWay);
  CPPUNIT_TEST(AnswerToAQuestionThatIsGoneIsRefused);
  CPPUNIT_TEST(ListOfAnotherConfigurationIsNotTrusted);
  CPPUNIT_TEST(WhateverStandsThereIsNoQuestion);
  CPPUNIT_TEST(ClockSetBackForgets);
  CPPUNIT_TEST(ClocksAreReadAtDifferentMoments);
  CPPUNIT_TEST(AsksWithoutAllocation);
  CPPUNIT_TEST(ThreadsAskAtOnce);
  CPPUNIT_TEST(ProcessesAskAtOnce);
  CPPUNIT_TEST(KilledProcessesLeaveARightTable);
  CPPUNIT_TEST_SUITE_END();

  using Claim = CrawlerClaim;
  TestSegment segment_{SmallGeometry(1)};
  CrawlerClaims claims_ = segment_->crawler_claims();
  const CrawlerList list_{{{"Googlebot", {"googlebot.com"}},
                           {"bingbot", {"search.msn.com"}},
                           {"GPTBot", {}},
                           {"GoogleOther", {"googlebot.com"}}}};
  const Crawler& google_ = list_.all()[0];
  Tick now_{100'000'000};

  CrawlerClaims::Known Ask(uint32_t client, int crawler = 0) {
    return claims_.Ask(ClientNumber(client), list_, list_.all()[static_cast<std::size_t>(crawler)], now_);
  }
  std::vector<CrawlerClaims::Question> Questions(CrawlerClaims claims) const {
    std::vector<CrawlerClaims::Question> questions;
    for (uint32_t row = 0; row < kCrawlerClaims; ++row)
      if (auto question = claims.At(row, list_, now_)) questions.push_back(*question);
    return questions;
  }
  std::vector<CrawlerClaims::Question> Questions() const { return Questions(claims_); }
  void AnswerAll(Claim claim) {
    for (const auto& question : Questions()) CPPUNIT_ASSERT(claims_.Answer(question, claim, now_));
  }
  uint64_t Dropped() { return segment_->counters().Sum(Counter::kCrawlerQuestionsDropped); }
  // The only rows of the region that hold anything after one question.
  std::span<ClaimWords> Rows() {
    const std::span<std::byte> bytes = segment_.region().bytes();
    for (std::size_t at = 0; at + sizeof(ClaimWords) <= bytes.size(); at += 64) {
      auto* rows = reinterpret_cast<ClaimWords*>(bytes.data() + at);
      const auto question = Questions();
      if (!question.empty() && at + (question[0].row + 1) * sizeof(ClaimWords) <= bytes.size() &&
          rows[question[0].row].state.load(std::memory_order_relaxed) == question[0].state)
        return {rows, kCrawlerClaims};
    }
    return {};
  }

 public:
  void QuestionIsPutOnceAndAnswered() {
    CPPUNIT_ASSERT(Ask(1).claim == Claim::kAnnounced);
    CPPUNIT_ASSERT(Ask(1).claim == Claim::kAnnounced);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Questions().size());
    CPPUNIT_ASSERT(Questions()[0].client == ClientNumber(1) && Questions()[0].crawler == &google_);
    for (const Claim claim : {Claim::kVerified, Claim::kFalse, Claim::kAnnounced}) {
      const auto client = static_cast<uint32_t>(claim) + 10;
      Ask(client);
      for (const auto& question : Questions())
        if (question.client == ClientNumber(client)) CPPUNIT_ASSERT(claims_.Answer(question, claim, now_));
      CPPUNIT_ASSERT(Ask(client).claim == claim);
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Questions().size());
  }

  void EachVerdictExpires() {
    const struct {
      Claim claim;
      Milliseconds life;
    } cases[] = {{Claim::kVerified, CrawlerClaims::kVerified},
                 {Claim::kFalse, CrawlerClaims::kFalse},
                 {Claim::kAnnounced, CrawlerClaims::kUndecided}};
    uint32_t client = 0;
    for (const auto& each : cases) {
      Ask(++client);
      AnswerAll(each.claim);
      now_ = {After(now_, each.life).value - 1};
      CPPUNIT_ASSERT(Ask(client).claim == each.claim);
      CPPUNIT_ASSERT(Questions().empty());
      ++now_.value;
      CPPUNIT_ASSERT(Ask(client).claim == Claim::kAnnounced);
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Questions().size());  // asked again
      now_ = After(now_, CrawlerClaims::kAsked);
      CPPUNIT_ASSERT(Questions().empty());  // and given up, where nobody answers
    }
  }

  void ListsWhoIsConfirmed() {
    Ask(1);
    Ask(2, 1);
    AnswerAll(Claim::kVerified);
    Ask(3);
    AnswerAll(Claim::kFalse);
    Ask(4);
    const SegmentReader& reader = *segment_;
    std::vector<ClientAddress> verified = reader.crawler_claims().Verified(now_);
    std::sort(verified.begin(), verified.end());
    CPPUNIT_ASSERT(verified == (std::vector<ClientAddress>{ClientNumber(1), ClientNumber(2)}));
    CPPUNIT_ASSERT(reader.crawler_claims().Verified(After(now_, CrawlerClaims::kVerified)).empty());
  }

  void FalseClaimIsChargedOnce() {
    CPPUNIT_ASSERT(!claims_.TakeCharge(Ask(1)));
    AnswerAll(Claim::kFalse);
    const CrawlerClaims::Known known = Ask(1);
    CPPUNIT_ASSERT(claims_.TakeCharge(known));
    CPPUNIT_ASSERT(!claims_.TakeCharge(known));
    CPPUNIT_ASSERT(!claims_.TakeCharge(Ask(1)));
    CPPUNIT_ASSERT(Ask(1).claim == Claim::kFalse);
  }

  void AnotherNameOfTheSameOperatorIsTheSame() {
    Ask(1, 0);
    AnswerAll(Claim::kVerified);
    CPPUNIT_ASSERT(Ask(1, 3).claim == Claim::kVerified);
    CPPUNIT_ASSERT(Questions().empty());
    Ask(2, 2);  // whose operator publishes no names: nothing to ask
    CPPUNIT_ASSERT(Questions().empty());
  }

  // What another operator's name is worth beside the claim that is known.
  void AClientHasOneClaim() {
    CPPUNIT_ASSERT(Ask(1, 0).claim == Claim::kAnnounced && Ask(1, 1).claim == Claim::kAnnounced);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Questions().size());
    CPPUNIT_ASSERT(Questions()[0].crawler == &google_);
    AnswerAll(Claim::kVerified);
    CPPUNIT_ASSERT(Ask(1, 1).claim == Claim::kAnnounced);
    CPPUNIT_ASSERT(Ask(1, 0).claim == Claim::kVerified);  // which it does not lose
    Ask(2, 0);
    AnswerAll(Claim::kFalse);
    CPPUNIT_ASSERT(Ask(2, 1).claim == Claim::kFalse);
    CPPUNIT_ASSERT(claims_.TakeCharge(Ask(2, 1)) && !claims_.TakeCharge(Ask(2, 0)));  // once, not once a name
    Ask(3, 0);
    AnswerAll(Claim::kAnnounced);
    CPPUNIT_ASSERT(Ask(3, 1).claim == Claim::kAnnounced);
    CPPUNIT_ASSERT(Questions().empty());
    now_ = After(now_, CrawlerClaims::kUndecided);
    Ask(3, 1);
    CPPUNIT_ASSERT(Questions().at(0).crawler == &list_.all()[1]);
  }

  void FewClientsWithManyNamesFillNothing() {
    std::vector<Crawler> names;
    for (int i = 0; i < 25; ++i)
      names.push_back({"Bot" + std::to_string(i), {"b" + std::to_string(i) + ".example"}});
    const CrawlerList many(names);
    for (uint32_t client = 0; client < 60; ++client)
      for (const Crawler& crawler : many.all()) claims_.Ask(ClientNumber(client), many, crawler, now_);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Dropped());
    Ask(1000);
    CPPUNIT_ASSERT_EQUAL(ClientNumber(1000).low(), Questions().at(0).client.low());
  }

  void ClientIsANetwork() {
    const ClientAddress one = *ClientAddress::Parse("2001:db8::1");
    const ClientAddress two = *ClientAddress::Parse("2001:db8::2");
    claims_.Ask(one, list_, google_, now_);
    CPPUNIT_ASSERT(Questions().at(0).client == one);  // the DNS is asked for an address
    AnswerAll(Claim::kVerified);
    CPPUNIT_ASSERT(claims_.Ask(two, list_, google_, now_).claim == Claim::kVerified);
  }

  void WithoutRoomQuestionsAreDroppedAndCounted() {
    for (uint32_t client = 0; client < 4 * kCrawlerClaims; ++client) Ask(client);
    const std::size_t questions = Questions().size();
    CPPUNIT_ASSERT(questions > kCrawlerClaims / 2 && questions <= kCrawlerClaims);
    CPPUNIT_ASSERT_EQUAL(uint64_t{4 * kCrawlerClaims}, Dropped() + questions);
  }

  void ExpiredRowsGiveWay() {
    for (uint32_t client = 0; client < 4 * kCrawlerClaims; ++client) Ask(client);
    const uint64_t dropped = Dropped();
    now_ = After(now_, CrawlerClaims::kAsked);
    CPPUNIT_ASSERT(Questions().empty());
    for (uint32_t client = 10'000; client < 10'100; ++client) Ask(client);
    CPPUNIT_ASSERT_EQUAL(std::size_t{100}, Questions().size());
    CPPUNIT_ASSERT_EQUAL(dropped, Dropped());
  }

  void AnswerToAQuestionThatIsGoneIsRefused() {
    Ask(1);
    const auto question = Questions().at(0);
    CPPUNIT_ASSERT(claims_.Answer(question, Claim::kFalse, now_));
    CPPUNIT_ASSERT(!claims_.Answer(question, Claim::kVerified, now_));
    CPPUNIT_ASSERT(Ask(1).claim == Claim::kFalse);
    CrawlerClaims::Question outside = question;
    outside.row = kCrawlerClaims;
    CPPUNIT_ASSERT(!claims_.Answer(outside, Claim::kVerified, now_));
    CPPUNIT_ASSERT(!claims_.At(kCrawlerClaims, list_, now_));
  }

  // Processes of the configuration before go on asking during a graceful restart.
  void ListOfAnotherConfigurationIsNotTrusted() {
    Ask(1, 1);
    const uint32_t row = Questions().at(0).row;
    const CrawlerList shorter{{{"Googlebot", {"googlebot.com"}}}};
    const CrawlerList other{{{"Googlebot", {"googlebot.com"}}, {"evilbot", {"evil.example"}}}};
    CPPUNIT_ASSERT(!claims_.At(row, shorter, now_));
    CPPUNIT_ASSERT(!claims_.At(row, other, now_));
    CPPUNIT_ASSERT(claims_.At(row, list_, now_).has_value());
  }

  void WhateverStandsThereIsNoQuestion() {
    Ask(1);
    const std::span<ClaimWords> rows = Rows();
    CPPUNIT_ASSERT(!rows.empty());
    const uint32_t row = Questions().at(0).row;
    const auto spoil = [&](SharedWord& word, uint64_t bits) {
      const uint64_t good = word.load(std::memory_order_relaxed);
      word.store(good ^ bits, std::memory_order_relaxed);
      CPPUNIT_ASSERT(Questions().empty());
      word.store(good, std::memory_order_relaxed);
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Questions().size());
    };
    spoil(rows[row].print, 1U << 20);
    spoil(rows[row].address_low, 1);
    spoil(rows[row].state, uint64_t{0xFF} << 53);
    std::mt19937_64 random(7);
    for (int i = 0; i < 2000; ++i) {
      for (SharedWord* word : {&rows[5].print, &rows[5].address_high, &rows[5].address_low, &rows[5].state})
        word->store(random(), std::memory_order_relaxed);
      CPPUNIT_ASSERT(!claims_.At(5, list_, now_));
    }
  }

  void ClockSetBackForgets() {
    Ask(1);
    AnswerAll(Claim::kVerified);
    now_ = {now_.value - kMaxSkew - 1};
    CPPUNIT_ASSERT(Ask(1).claim == Claim::kAnnounced);
  }

  // An answer that was written a moment ahead of the reader's clock is not asked for again.
  void ClocksAreReadAtDifferentMoments() {
    const Tick written = now_;
    for (const Claim claim : {Claim::kVerified, Claim::kFalse}) {
      const uint32_t client = claim == Claim::kVerified ? 1 : 2;
      Ask(client);
      now_ = {written.value - kMaxSkew};
      CPPUNIT_ASSERT_EQUAL(std::size_t{1}, Questions().size());
      now_ = written;
      AnswerAll(claim);
      for (const uint64_t earlier : {uint64_t{1}, kMaxSkew}) {
        now_ = {written.value - earlier};
        CPPUNIT_ASSERT(Ask(client).claim == claim);
      }
      now_ = written;
      CPPUNIT_ASSERT(Ask(client).claim == claim);
    }
    now_ = {written.value - kMaxSkew - 1};
    CPPUNIT_ASSERT(Ask(1).claim == Claim::kAnnounced);
  }

  void AsksWithoutAllocation() {
    const AllocationCounter allocations;
    for (uint32_t client = 0; client < 100; ++client) Ask(client);
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }

  // Each question once, however many ask it.
  template <typename Env>
  void AskAtOnce() {
    CPPUNIT_ASSERT(Env::Run(4, [&](int worker) {
      CrawlerClaims claims = claims_;
      bool good = true;
      for (uint32_t i = 0; i < 4000; ++i) {
        const uint32_t client = i % 100;
        const auto known = claims.Ask(ClientNumber(client), list_, google_, now_);
        if (known.claim == Claim::kFalse && claims.TakeCharge(known))
          segment_->counters().Add(Counter::kIncidents);
        if (worker != 0) continue;
        for (const auto& question : Questions(claims)) {
          good = good && question.client == ClientNumber(question.client.low() & 0xFFFFFF);
          if (claims.Answer(question, Claim::kFalse, now_)) segment_->counters().Add(Counter::kCrawlersFalse);
        }
        if (i > 400) i += 50;
      }
      return good;
    }));
    AnswerAll(Claim::kFalse);
    for (uint32_t client = 0; client < 100; ++client) {
      const auto known = Ask(client);
      CPPUNIT_ASSERT(known.claim == Claim::kFalse);
      if (claims_.TakeCharge(known)) segment_->counters().Add(Counter::kIncidents);
    }
    CPPUNIT_ASSERT_EQUAL(uint64_t{100}, segment_->counters().Sum(Counter::kIncidents));
  }
  void ThreadsAskAtOnce() { AskAtOnce<ThreadEnv>(); }
  void ProcessesAskAtOnce() { AskAtOnce<ForkEnv>(); }

  void KilledProcessesLeaveARightTable() {
    if (!kForksAreTested) return;
    CPPUNIT_ASSERT(ForkEnv::KillAtRandom(60, [&](int seed) {
      std::mt19937 random(static_cast<unsigned>(seed));
      CrawlerClaims claims = claims_;
      for (;;) {
        // Even clients are what they say.
        claims.Ask(ClientNumber(Below(random, 3000)), list_, google_, now_);
        const auto question = claims.At(Below(random, kCrawlerClaims), list_, now_);
        if (question)
          claims.Answer(*question, question->client.low() % 2 == 0 ? Claim::kVerified : Claim::kFalse, now_);
      }
      return true;
    }));
    int known = 0;
    for (uint32_t client = 0; client < 3000; ++client) {
      const Claim claim = Ask(client).claim;
      known += claim != Claim::kAnnounced;
      CPPUNIT_ASSERT(claim != (client % 2 == 0 ? Claim::kFalse : Claim::kVerified));
    }
    CPPUNIT_ASSERT(known > 500);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CrawlerClaimsTest);

}  // namespace
}  // namespace errwatch::store
