#include "store/baseline_rows.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <span>

#include "base/visible_text.h"
#include "store/segment_offsets.h"
#include "unit/allocation_counter.h"
#include "unit/child_env.h"
#include "unit/memory_region.h"

namespace errwatch::store {
namespace {

constexpr uint64_t kSlotTicks = TicksIn(kSlotTime);
constexpr uint64_t kDayTicks = kSlotsADay * kSlotTicks;

class BaselineRowsTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(BaselineRowsTest);
  CPPUNIT_TEST(ListsWhatCame);
  CPPUNIT_TEST(VirtualHostsAreApart);
  CPPUNIT_TEST(ANewKindIsToldOnceAndOnlyAfterLearning);
  CPPUNIT_TEST(OneEntryOfANewKindIsNothing);
  CPPUNIT_TEST(ANewKindIsOfThoseWhoBroughtIt);
  CPPUNIT_TEST(AKindThatIsNotNewIsOfThoseOfTheHour);
  CPPUNIT_TEST(NobodyCameWithoutAnEntry);
  CPPUNIT_TEST(ABurstIsTold);
  CPPUNIT_TEST(ASilenceIsTold);
  CPPUNIT_TEST(WhatNobodySawIsNotLearned);
  CPPUNIT_TEST(WhileNobodyJudgesNothingIsLearned);
  CPPUNIT_TEST(ClockSetBack);
  CPPUNIT_TEST(WhatIsAcceptedIsNotTold);
  CPPUNIT_TEST(AFullTableIsCounted);
  CPPUNIT_TEST(ARowWhoseTakerWasKilledIsMadeAnew);
  CPPUNIT_TEST(NotesWithoutAllocation);
  CPPUNIT_TEST(ThreadsCountTogether);
  CPPUNIT_TEST(ProcessesCountTogether);
  CPPUNIT_TEST(WhateverStandsThereIsHarmless);
  CPPUNIT_TEST_SUITE_END();

  TestSegment segment_{SmallGeometry(1)};
  Baselines rows_ = segment_->baselines();
  Tick now_{1000 * kDayTicks};
  std::vector<BaselineNews> news_;

  void Note(TemplateId kind, int times = 1, std::string_view vhost = "a.example") {
    for (int i = 0; i < times; ++i) rows_.Note(kind, vhost, 7 + static_cast<uint64_t>(i), now_);
  }
  void Judge() {
    for (BaselineNews& news : rows_.Judge(now_)) news_.push_back(std::move(news));
  }
  // Ten entries of kind 1 in each slot.
  void Usual(double days) {
    for (int i = 0; i < days * kSlotsADay; ++i) {
      Note(1, 10);
      now_.value += kSlotTicks;
      Judge();
    }
  }

  void ListsWhatCame() {
    Note(128, 3);
    now_.value += 50;
    Note(0, 5);  // no kind
    const auto list = rows_.List(now_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, list.size());
    CPPUNIT_ASSERT(list[0].kind == 128 && list[0].count == 3 && list[0].vhost == "a.example");
    CPPUNIT_ASSERT(list[0].first == Tick{now_.value - 50} && !list[0].learned);
  }

  // Killed behind the swap that gives the row to another kind: whatever else stands there is the former one's.
  void ARowWhoseTakerWasKilledIsMadeAnew() {
    Note(1, 500, "a.example");
    const auto rows = [](TestSegment& segment) {
      const std::size_t at = OffsetsOf(segment->geometry()).baselines;
      return std::span(At<BaselineTable>(segment.region().bytes().data(), at)->rows);
    };
    const auto taken = [](const BaselineRow& row) { return row.print.load(std::memory_order_relaxed) != 0; };
    TestSegment other(SmallGeometry(1));
    other->baselines().Note(2, "b.example", 7, now_);
    const auto theirs = std::ranges::find_if(rows(other), taken);
    const auto former = std::ranges::find_if(rows(segment_), taken);
    BaselineRow& row = rows(segment_)[static_cast<std::size_t>(theirs - rows(other).begin())];
    std::memcpy(static_cast<void*>(&row), static_cast<const void*>(&*former), sizeof row);
    former->print.store(0, std::memory_order_relaxed);
    row.print.store(theirs->print.load(std::memory_order_relaxed), std::memory_order_relaxed);
    CPPUNIT_ASSERT(rows_.List(now_).empty());
    now_.value += 2 * kSlotTicks;
    Judge();
    CPPUNIT_ASSERT(news_.empty());
    Note(2, 1, "b.example");
    const auto list = rows_.List(now_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, list.size());
    CPPUNIT_ASSERT(list[0].kind == 2 && list[0].vhost == "b.example" && list[0].count == 1);
  }

  void VirtualHostsAreApart() {
    Note(1, 2, "a.example");
    Note(1, 1, "b.example");
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, rows_.List(now_).size());
  }

  void ANewKindIsToldOnceAndOnlyAfterLearning() {
    Usual(1);
    Note(2, 5);
    Usual(6.5);
    CPPUNIT_ASSERT(news_.empty());
    Note(3, 5);
    Usual(1);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, news_.size());
    CPPUNIT_ASSERT(news_[0].what == AnomalyKind::kNewTemplate && news_[0].kind == 3 && news_[0].seen == 5);
    CPPUNIT_ASSERT(news_[0].clients == 5 && news_[0].vhost == "a.example");
  }

  void OneEntryOfANewKindIsNothing() {
    Usual(7.5);
    Note(3, 2);
    Usual(1);
    CPPUNIT_ASSERT(news_.empty());
  }

  // Three clients on three days, and one entry each.
  void ANewKindIsOfThoseWhoBroughtIt() {
    Usual(7.5);
    for (uint64_t client = 100; client < 103; ++client) {
      rows_.Note(3, "a.example", client, now_);
      Usual(0.7);
    }
    CPPUNIT_ASSERT(news_.size() == 1 && news_[0].what == AnomalyKind::kNewTemplate);
    CPPUNIT_ASSERT(news_[0].seen == 3 && news_[0].clients == 3);
  }

  // Also where the hour is over when its last slot is judged.
  void AKindThatIsNotNewIsOfThoseOfTheHour() {
    for (const int slot_of_hour : {3, 11}) {
      Usual(8);
      while (SlotOf(now_) % kSlotsAnHour != static_cast<uint64_t>(slot_of_hour)) Usual(0.5 / kSlotsADay);
      news_.clear();
      for (int i = 0; i < 20; ++i) Note(1, 10);
      Usual(0.01);
      CPPUNIT_ASSERT(news_.size() == 1 && news_[0].what == AnomalyKind::kBurst);
      CPPUNIT_ASSERT(news_[0].clients >= 8 && news_[0].clients <= 12);
    }
  }

  // Estimates of how many came are too high now and then.
  void NobodyCameWithoutAnEntry() {
    Usual(7.5);
    for (TemplateId kind = 100; kind < 300; ++kind) {
      for (uint64_t client = 0; client < 60; ++client)
        rows_.Note(kind, "a.example", kind * 1000 + client, now_);
    }
    Usual(0.01);
    CPPUNIT_ASSERT_EQUAL(std::size_t{200}, news_.size());
    for (const BaselineNews& news : news_) CPPUNIT_ASSERT(news.seen == 60 && news.clients <= 60);
  }

  void ABurstIsTold() {
    Usual(8);
    Note(1, 200);
    Usual(0.01);
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, news_.size());
    CPPUNIT_ASSERT(news_[0].what == AnomalyKind::kBurst && news_[0].seen == 210 && news_[0].expected == 10);
    CPPUNIT_ASSERT(news_[0].begun.value % kSlotTicks == 0);
  }

  void ASilenceIsTold() {
    Usual(8);
    for (int i = 0; i < 12; ++i) {
      now_.value += kSlotTicks;
      Judge();
    }
    CPPUNIT_ASSERT(news_.size() == 1 && news_[0].what == AnomalyKind::kSilence);
  }

  // The server did not run for a day: that is no silence.
  void WhatNobodySawIsNotLearned() {
    Usual(8);
    now_.value += kDayTicks;
    Judge();
    Usual(0.1);
    CPPUNIT_ASSERT(news_.empty());
  }

  // Half an hour, and then the server was off for a week and more.
  void WhileNobodyJudgesNothingIsLearned() {
    Usual(0.02);
    now_.value += 8 * kDayTicks;
    Judge();
    Usual(2);
    Note(3, 5);
    Usual(1);
    CPPUNIT_ASSERT(news_.empty());
    Usual(4);
    Note(4, 5);
    Usual(1);
    CPPUNIT_ASSERT(news_.size() == 1 && news_[0].kind == 4);
  }

  void ClockSetBack() {
    Usual(8);
    now_.value -= 3 * kDayTicks;
    Judge();
    Usual(1);
    CPPUNIT_ASSERT(news_.empty());
    CPPUNIT_ASSERT(rows_.begun() <= now_);
  }

  void WhatIsAcceptedIsNotTold() {
    Usual(8);
    Note(3, 5);
    now_.value += 10;
    rows_.Accept(now_);
    Usual(1);
    CPPUNIT_ASSERT(news_.empty());
  }

  void AFullTableIsCounted() {
    for (TemplateId kind = 1; kind <= 3000; ++kind) Note(kind);
    CPPUNIT_ASSERT(segment_->counters().Sum(Counter::kBaselinesUncounted) > 0);
    CPPUNIT_ASSERT(rows_.List(now_).size() <= kBaselineRows);
    now_.value += 2 * kDayTicks;  // what came once has given way
    const uint64_t before = segment_->counters().Sum(Counter::kBaselinesUncounted);
    Note(5000, 3);
    CPPUNIT_ASSERT_EQUAL(before, segment_->counters().Sum(Counter::kBaselinesUncounted));
  }

  void NotesWithoutAllocation() {
    const AllocationCounter allocations;
    for (TemplateId kind = 1; kind <= 2000; ++kind) Note(kind % 1500 + 1);
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, count);
  }

  template <typename Env>
  void CountTogether() {
    CPPUNIT_ASSERT(Env::Run(4, [this](int worker) {
      Baselines rows = segment_->baselines();
      for (uint64_t i = 0; i < 2000; ++i)
        rows.Note(1 + i % 3, "a.example", static_cast<uint64_t>(worker) + 1, now_);
      return true;
    }));
    uint64_t sum = 0;
    for (const KnownBaseline& known : rows_.List(now_)) sum += known.count;
    // Who is about to take a row over may empty it behind somebody who has counted in it already.
    CPPUNIT_ASSERT(sum > 7900 && sum <= 8000);
  }
  void ThreadsCountTogether() { CountTogether<ThreadEnv>(); }
  void ProcessesCountTogether() {
    if (kForksAreTested) CountTogether<ForkEnv>();
  }

  void WhateverStandsThereIsHarmless() {
    std::mt19937_64 random(4);
    for (int round = 0; round < 10; ++round) {
      MemoryRegion region(sizeof(BaselineTable));
      auto* words = region.As<uint64_t>();
      for (std::size_t i = 0; i < sizeof(BaselineTable) / 8; ++i)
        words[i] = round == 0 ? UINT64_MAX : random();
      Baselines rows(region.As<BaselineTable>(), segment_->counters());
      for (TemplateId kind = 1; kind <= 100; ++kind) rows.Note(kind, "a.example", kind, now_);
      for (int slot = 0; slot < 3; ++slot) {
        now_.value += kSlotTicks;
        CPPUNIT_ASSERT(rows.Judge(now_).size() <= 2 * kBaselineRows);
      }
      for (const KnownBaseline& known : rows.List(now_))
        CPPUNIT_ASSERT_EQUAL(VisibleText(known.vhost), known.vhost);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(BaselineRowsTest);

}  // namespace
}  // namespace errwatch::store
