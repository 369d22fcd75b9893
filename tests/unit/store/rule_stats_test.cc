#include "store/rule_stats.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <array>

#include "model/known_targets.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

class RuleStatsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RuleStatsTest);
  CPPUNIT_TEST(ListsMostHitsFirst);
  CPPUNIT_TEST(FullTableCountsWhatItDoesNotList);
  CPPUNIT_TEST(IncidentIsClaimedOnceInAWhile);
  CPPUNIT_TEST(ClockSetBackDoesNotSilenceForEver);
  CPPUNIT_TEST(ThreadsCountExactly);
  CPPUNIT_TEST(ProcessesCountExactly);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(1)};
  RuleStats rules_ = segment_->rules();
  const Tick now_{1'000'000};

 public:
  void ListsMostHitsFirst() {
    const uint32_t order[] = {2101, 999'999'999, 1};
    for (uint32_t i = 0; i < 3; ++i) {
      for (uint32_t hit = 0; hit < 10 - i; ++hit) rules_.Hit(order[i], {now_.value + i});
    }
    rules_.Hit(0, now_);
    const std::vector<RuleHits> list = rules_.List();
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, list.size());
    for (uint32_t i = 0; i < 3; ++i) {
      CPPUNIT_ASSERT_EQUAL(order[i], list[i].rule);
      CPPUNIT_ASSERT_EQUAL(uint64_t{10 - i}, list[i].hits);
      CPPUNIT_ASSERT_EQUAL(now_.value + i, list[i].last_hit.value);
    }
  }

  void FullTableCountsWhatItDoesNotList() {
    for (uint32_t rule = 1; rule <= 20; ++rule) rules_.Hit(rule, now_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{16}, rules_.List().size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{4}, segment_->counters().Sum(Counter::kRulesUncounted));
    rules_.Hit(1, now_);
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, rules_.List()[0].rule);
  }

  void IncidentIsClaimedOnceInAWhile() {
    CPPUNIT_ASSERT(rules_.ClaimIncident(5, 100, now_));
    CPPUNIT_ASSERT(!rules_.ClaimIncident(5, 100, {now_.value + 99}));
    CPPUNIT_ASSERT(rules_.ClaimIncident(6, 100, now_));
    CPPUNIT_ASSERT(rules_.ClaimIncident(5, 100, {now_.value + 100}));
    CPPUNIT_ASSERT(!rules_.ClaimIncident(5, 100, {now_.value + 101}));
    CPPUNIT_ASSERT(!rules_.ClaimIncident(0, 100, now_));
  }

  void ClockSetBackDoesNotSilenceForEver() {
    CPPUNIT_ASSERT(rules_.ClaimIncident(5, 100, now_));
    CPPUNIT_ASSERT(!rules_.ClaimIncident(5, 100, {now_.value - 50}));
    CPPUNIT_ASSERT(rules_.ClaimIncident(5, 100, {now_.value - 500}));
  }

  template <typename Env>
  void CountExactly() {
    constexpr uint64_t kEach = 5000;
    CPPUNIT_ASSERT(Env::Run(4, [&](int) {
      RuleStats rules = rules_;
      Counters counters = segment_->counters();
      for (uint32_t i = 0; i < kEach; ++i) {
        for (uint32_t rule = 1; rule <= 3; ++rule) rules.Hit(rule, now_);
        if (rules.ClaimIncident(7, 10, now_)) counters.Add(Counter::kIncidents);
      }
      return true;
    }));
    const std::vector<RuleHits> list = rules_.List();
    CPPUNIT_ASSERT_EQUAL(std::size_t{4}, list.size());  // no rule in two rows
    for (uint32_t i = 0; i < 3; ++i) CPPUNIT_ASSERT_EQUAL(4 * kEach, list[i].hits);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().Sum(Counter::kIncidents));
  }
  void ThreadsCountExactly() { CountExactly<ThreadEnv>(); }
  void ProcessesCountExactly() { CountExactly<ForkEnv>(); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(RuleStatsTest);

class TemplatesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TemplatesTest);
  CPPUNIT_TEST(ManyClientsMakeASpread);
  CPPUNIT_TEST(FewVisitorsMakeASpread);
  CPPUNIT_TEST(OneClientNeverDoes);
  CPPUNIT_TEST(SpreadLastsIntoTheNextWindowOnly);
  CPPUNIT_TEST(GoingOnIsReportedAgainAfterAWhile);
  CPPUNIT_TEST(StaleRowsGiveWay);
  CPPUNIT_TEST(OneOfManyReports);
  CPPUNIT_TEST_SUITE_END();

  using Spread = Templates::Spread;
  TestSegment segment_{SmallGeometry(1)};
  Templates templates_ = segment_->templates();
  const Tick now_{1'000'000};

  void Fill(uint64_t key, Tick now) {
    for (uint64_t client = 0; client < Templates::kManyClients; ++client)
      templates_.Note(key, client, false, now);
  }

 public:
  void ManyClientsMakeASpread() {
    for (uint64_t client = 0; client < Templates::kManyClients; ++client) {
      const bool last = client == Templates::kManyClients - 1;
      CPPUNIT_ASSERT(templates_.Note(9, client, false, now_) == (last ? Spread::kManyFirst : Spread::kFew));
    }
    CPPUNIT_ASSERT(templates_.Note(9, 0, false, now_) == Spread::kMany);
    CPPUNIT_ASSERT(templates_.Note(10, 0, false, now_) == Spread::kFew);
  }

  // Visitors do not scan: few who get what else they ask for are enough.
  void FewVisitorsMakeASpread() {
    int seen = 0;
    Spread spread = Spread::kFew;
    for (uint64_t client = 1; spread == Spread::kFew && client < 100; ++client, ++seen)
      spread = templates_.Note(9, client * 0x9E3779B97F4A7C15 >> 8, true, {now_.value + client * 1000});
    CPPUNIT_ASSERT(spread == Spread::kManyFirst);
    CPPUNIT_ASSERT(seen >= Templates::kManyVisitors && seen < 3 * Templates::kManyVisitors);
    // Then it is nobody's fault; long after, it is again.
    CPPUNIT_ASSERT(templates_.Note(9, 77, false, {now_.value + 60'000}) == Spread::kMany);
    CPPUNIT_ASSERT(templates_.Note(9, 77, false, {now_.value + 3 * kTargetWindow}) == Spread::kFew);
  }

  void OneClientNeverDoes() {
    for (int i = 0; i < 1000; ++i)
      CPPUNIT_ASSERT(templates_.Note(9, 0x123456789ABCDEF, false, now_) == Spread::kFew);
  }

  void SpreadLastsIntoTheNextWindowOnly() {
    Fill(9, now_);
    CPPUNIT_ASSERT(templates_.Note(9, 1, false, {now_.value + Templates::kWindow}) == Spread::kMany);
    CPPUNIT_ASSERT(templates_.Note(9, 1, false, {now_.value + 2 * Templates::kWindow}) == Spread::kFew);
    Fill(9, {now_.value + 2 * Templates::kWindow});
    CPPUNIT_ASSERT(templates_.Note(9, 1, false, {now_.value + 4 * Templates::kWindow}) == Spread::kFew);
  }

  void GoingOnIsReportedAgainAfterAWhile() {
    int reports = 0;
    for (uint64_t window = 0; window < 25; ++window) {
      for (uint64_t client = 0; client < 60; ++client) {
        reports += templates_.Note(9, client, false, {now_.value + window * Templates::kWindow}) ==
                           Spread::kManyFirst
                       ? 1
                       : 0;
      }
    }
    CPPUNIT_ASSERT_EQUAL(3, reports);
  }

  void StaleRowsGiveWay() {
    for (uint64_t key = 1; key <= 16; ++key) Fill(key, now_);
    CPPUNIT_ASSERT(templates_.Note(17, 0, false, now_) == Spread::kFew);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().Sum(Counter::kTemplatesUncounted));
    const Tick later{now_.value + Templates::kStale};
    for (uint64_t client = 0; client < Templates::kManyClients; ++client) {
      const bool last = client == Templates::kManyClients - 1;
      CPPUNIT_ASSERT(templates_.Note(17, client, false, later) == (last ? Spread::kManyFirst : Spread::kFew));
    }
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().Sum(Counter::kTemplatesUncounted));
  }

  void OneOfManyReports() {
    CPPUNIT_ASSERT(ThreadEnv::Run(4, [&](int) {
      Templates templates = templates_;
      Counters counters = segment_->counters();
      for (uint64_t client = 0; client < 5000; ++client) {
        if (templates.Note(9, client, false, now_) == Spread::kManyFirst) counters.Add(Counter::kIncidents);
      }
      return true;
    }));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, segment_->counters().Sum(Counter::kIncidents));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TemplatesTest);

}  // namespace
}  // namespace errwatch::store
