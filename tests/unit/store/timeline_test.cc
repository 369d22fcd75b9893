#include "store/timeline.h"

#include <cppunit/extensions/HelperMacros.h>

#include <memory>
#include <numeric>
#include <thread>

namespace errwatch::store {
namespace {

constexpr uint64_t kOneMinute = Info(TimeStep::kMinute).ticks;
constexpr uint64_t kOneHour = Info(TimeStep::kHour).ticks;
// In the middle of a minute, five minutes before the end of an hour.
constexpr Tick kMoment{10'000 * kOneHour + 55 * kOneMinute + 1234};

Tick Later(uint64_t ticks) { return {kMoment.value + ticks}; }
Tick Before(uint64_t ticks) { return {kMoment.value - ticks}; }
uint64_t Sum(const std::vector<uint64_t>& counts) {
  return std::accumulate(counts.begin(), counts.end(), uint64_t{0});
}

class TimelineTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TimelineTest);
  CPPUNIT_TEST(CountsByMinuteAndHour);
  CPPUNIT_TEST(KeepsSeriesApart);
  CPPUNIT_TEST(ForgetsWhatIsOld);
  CPPUNIT_TEST(FollowsAClockThatIsSetBack);
  CPPUNIT_TEST(BeginsWithTheEpoch);
  CPPUNIT_TEST(BelievesNothingThatItReads);
  CPPUNIT_TEST(NeverCarriesIntoTheNumber);
  CPPUNIT_TEST(CountsWhatManyCountAtOnce);
  CPPUNIT_TEST(LeavesOutWhatHasNoTimeline);
  CPPUNIT_TEST_SUITE_END();

  std::vector<uint64_t> Minutes(Tick now) const {
    return timeline().CountsOf(Counter::kDenials, TimeStep::kMinute, now);
  }
  std::vector<uint64_t> Hours(Tick now) const {
    return timeline().CountsOf(Counter::kDenials, TimeStep::kHour, now);
  }
  TimelineReader timeline() const { return TimelineReader(words_.get()); }
  Timeline timeline() { return Timeline(words_.get()); }

  void CountsByMinuteAndHour() {
    timeline().Note(Counter::kDenials, Before(kOneMinute));
    timeline().Note(Counter::kDenials, kMoment);
    timeline().Note(Counter::kDenials, Later(kOneMinute - 1300));
    const std::vector<uint64_t> minutes = Minutes(kMoment);
    CPPUNIT_ASSERT_EQUAL(std::size_t{120}, minutes.size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, minutes[119]);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, minutes[118]);
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, Sum(minutes));
    CPPUNIT_ASSERT_EQUAL(std::size_t{168}, Hours(kMoment).size());
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, Hours(kMoment)[167]);
    timeline().Note(Counter::kDenials, Later(10 * kOneMinute));
    CPPUNIT_ASSERT_EQUAL(uint64_t{3}, Hours(Later(10 * kOneMinute))[166]);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Hours(Later(10 * kOneMinute))[167]);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, Minutes(Later(10 * kOneMinute))[109]);
    CPPUNIT_ASSERT_EQUAL(kMoment.value - 1234 - 119 * kOneMinute,
                         TimelineReader::BeginOf(TimeStep::kMinute, kMoment).value);
    CPPUNIT_ASSERT_EQUAL((10'000 - 167) * kOneHour, TimelineReader::BeginOf(TimeStep::kHour, kMoment).value);
  }

  void KeepsSeriesApart() {
    timeline().Note(Category::kXss, kMoment);
    timeline().Note(Category::kXss, kMoment);
    timeline().Note(Category::kSqlInjection, kMoment);
    timeline().Note(Counter::kBlocks, kMoment);
    CPPUNIT_ASSERT_EQUAL(uint64_t{2}, Sum(timeline().CountsOf(Category::kXss, TimeStep::kMinute, kMoment)));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1},
                         Sum(timeline().CountsOf(Category::kSqlInjection, TimeStep::kHour, kMoment)));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Sum(timeline().CountsOf(Counter::kBlocks, TimeStep::kHour, kMoment)));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Minutes(kMoment)));
  }

  // The cell of a minute is that of the one two hours later.
  void ForgetsWhatIsOld() {
    timeline().Note(Counter::kDenials, kMoment);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Minutes(Later(119 * kOneMinute))[0]);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Minutes(Later(120 * kOneMinute))));
    timeline().Note(Counter::kDenials, Later(120 * kOneMinute));
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Minutes(Later(120 * kOneMinute))[119]);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Hours(Later(167 * kOneHour))[0]);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Hours(Later(168 * kOneHour))[167]);
  }

  void FollowsAClockThatIsSetBack() {
    timeline().Note(Counter::kDenials, Later(1200 * kOneMinute));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Minutes(kMoment)));
    timeline().Note(Counter::kDenials, kMoment);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Minutes(kMoment)[119]);
  }

  void BeginsWithTheEpoch() {
    timeline().Note(Counter::kDenials, Tick{7});
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Minutes(Tick{7})[0]);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Sum(Minutes(Tick{7})));
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, TimelineReader::BeginOf(TimeStep::kHour, Tick{7}).value);
    timeline().Note(Counter::kDenials, Tick{~uint64_t{0}});
    Minutes(Tick{~uint64_t{0}});
  }

  // Of what stands in a cell only a count of that very minute is shown, and only as many as fit.
  void BelievesNothingThatItReads() {
    for (SharedWord& cell : words_->counters[0].minutes) cell.store(~uint64_t{0}, std::memory_order_relaxed);
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(Minutes(kMoment)));
    timeline().Note(Counter::kDenials, kMoment);
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, Sum(Minutes(kMoment)));
  }

  void NeverCarriesIntoTheNumber() {
    timeline().Note(Counter::kDenials, kMoment);
    SharedWord& cell = words_->counters[0].minutes[kMoment.value / kOneMinute % 120];
    const uint64_t full = cell.load(std::memory_order_relaxed) | ((uint64_t{1} << 36) - 1);
    cell.store(full, std::memory_order_relaxed);
    timeline().Note(Counter::kDenials, kMoment);
    CPPUNIT_ASSERT_EQUAL(full, cell.load(std::memory_order_relaxed));
  }

  void CountsWhatManyCountAtOnce() {
    constexpr int kEach = 20'000;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([this] {
        for (int n = 0; n < kEach; ++n) timeline().Note(Counter::kDenials, kMoment);
      });
    }
    for (std::thread& thread : threads) thread.join();
    CPPUNIT_ASSERT_EQUAL(uint64_t{4 * kEach}, Minutes(kMoment)[119]);
    CPPUNIT_ASSERT_EQUAL(uint64_t{4 * kEach}, Hours(kMoment)[167]);
  }

  void LeavesOutWhatHasNoTimeline() {
    timeline().Note(Counter::kEntries, kMoment);
    timeline().Note(Category::kBenign, kMoment);
    timeline().Note(static_cast<Category>(200), kMoment);
    CPPUNIT_ASSERT(timeline().CountsOf(Counter::kEntries, TimeStep::kMinute, kMoment).empty());
    CPPUNIT_ASSERT(timeline().CountsOf(Category::kBenign, TimeStep::kMinute, kMoment).empty());
    for (const Counter counter : kTimedCounters)
      CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Sum(timeline().CountsOf(counter, TimeStep::kMinute, kMoment)));
  }

  std::unique_ptr<TimelineWords> words_ = std::make_unique<TimelineWords>();
};

CPPUNIT_TEST_SUITE_REGISTRATION(TimelineTest);

}  // namespace
}  // namespace errwatch::store
