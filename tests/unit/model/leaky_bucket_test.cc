#include "model/leaky_bucket.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "model/bucket_tag.h"
#include "model/policy.h"

namespace errwatch {
namespace {

constexpr uint64_t kSecond = 100;  // ticks
constexpr uint64_t kMinuteTicks = 60 * kSecond;
constexpr BucketShape kFiveInTenMinutes{5, 10 * kMinuteTicks};
constexpr Tick kStart{1'000'000'000};
constexpr uint8_t kTag = TagOf(Category::kAuthFailure);

constexpr Tick Later(uint64_t ticks) { return {kStart.value + ticks}; }

// The arithmetic is constexpr: some of the contract holds at compile time already.
static_assert(Unpack(Pack(Bucket{kTag, kMaxLevel, {kMaxTick}})) == Bucket{kTag, kMaxLevel, {kMaxTick}});
static_assert(Pack(Bucket{}) == 0);
static_assert(kMaxCapacity * kQuantaPerUnit <= kMaxLevel);
static_assert(TagOf(Category{kCategoryCount - 1}) < kAnyTag);

// Pours one unit at each of `times` (ticks after the start);
// the 1-based number of the pour that overflows first, or 0.
template <typename Times>
int FirstOverflow(const BucketShape& shape, const Times& times) {
  Bucket bucket;
  int number = 0;
  for (const uint64_t time : times) {
    ++number;
    const Poured poured = Pour(bucket, kTag, 1 * kQuantaPerUnit, shape, Later(time));
    if (poured.overflow) return number;
    bucket = poured.bucket;
  }
  return 0;
}

std::vector<uint64_t> Every(uint64_t interval, int count) {
  std::vector<uint64_t> times;
  for (int i = 0; i < count; ++i) times.push_back(interval * static_cast<uint64_t>(i));
  return times;
}

// The same meter in floating point, without quanta and ticks.
struct Model {
  double level = 0;
  double at = 0;
  void LeakTo(double now, const BucketShape& shape) {
    level = std::max(0.0, level - (now - at) * shape.capacity / static_cast<double>(shape.window));
    at = now;
  }
};

class LeakyBucketTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LeakyBucketTest);
  CPPUNIT_TEST(PacksEveryField);
  CPPUNIT_TEST(UnusedIsAllZero);
  CPPUNIT_TEST(FifthOfFiveOverflowsAndFourthDoesNot);
  CPPUNIT_TEST(FifthWithinTwoMinutesOfTheFirstOverflows);
  CPPUNIT_TEST(SustainableRateNeverOverflows);
  CPPUNIT_TEST(DefaultLimitsKeepTheirWord);
  CPPUNIT_TEST(CapacityOneOverflowsAtOnce);
  CPPUNIT_TEST(OverflowEmpties);
  CPPUNIT_TEST(CostsOverflowTogether);
  CPPUNIT_TEST(LargeCostsSaturate);
  CPPUNIT_TEST(NoLimitMeasuresOnly);
  CPPUNIT_TEST(NothingPouredNeverOverflows);
  CPPUNIT_TEST(OtherTagStartsAnew);
  CPPUNIT_TEST(LeaksToEmpty);
  CPPUNIT_TEST(NothingLeaksWithoutALimit);
  CPPUNIT_TEST(EmptyBucketsFollowTheTime);
  CPPUNIT_TEST(EmptyAfterEightWindows);
  CPPUNIT_TEST(StampIsRoundedUp);
  CPPUNIT_TEST(FrequentLooksLeakNoLess);
  CPPUNIT_TEST(TimesOutOfOrderDoNotLeakTwice);
  CPPUNIT_TEST(ClockSetBackDoesNotFreezeTheBucket);
  CPPUNIT_TEST(FollowsTheModel);
  CPPUNIT_TEST(ProductsStayInRange);
  CPPUNIT_TEST_SUITE_END();

 public:
  void PacksEveryField() {
    std::mt19937_64 random(1);
    for (int i = 0; i < 10'000; ++i) {
      const Bucket bucket{static_cast<uint8_t>(random() & 31),
                          static_cast<uint32_t>(random()) & kMaxLevel,
                          {random() & kMaxTick}};
      CPPUNIT_ASSERT(Unpack(Pack(bucket)) == bucket);
    }
  }

  // As memory is that nobody has written to.
  void UnusedIsAllZero() {
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, Pack(Bucket{}));
    CPPUNIT_ASSERT(Unpack(0) == Bucket{});
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, BucketShape{}.window);
  }

  void FifthOfFiveOverflowsAndFourthDoesNot() {
    CPPUNIT_ASSERT_EQUAL(0, FirstOverflow(kFiveInTenMinutes, Every(0, 4)));
    CPPUNIT_ASSERT_EQUAL(5, FirstOverflow(kFiveInTenMinutes, Every(0, 5)));
    CPPUNIT_ASSERT_EQUAL(5, FirstOverflow(kFiveInTenMinutes, Every(kSecond, 5)));
    CPPUNIT_ASSERT_EQUAL(5, FirstOverflow(kFiveInTenMinutes, Every(29 * kSecond, 5)));
  }

  void FifthWithinTwoMinutesOfTheFirstOverflows() {
    CPPUNIT_ASSERT_EQUAL(
        5, FirstOverflow(kFiveInTenMinutes, std::vector<uint64_t>{0, 0, 0, 0, 2 * kMinuteTicks - 1}));
    CPPUNIT_ASSERT_EQUAL(
        0, FirstOverflow(kFiveInTenMinutes, std::vector<uint64_t>{0, 0, 0, 0, 2 * kMinuteTicks}));
    CPPUNIT_ASSERT_EQUAL(
        6, FirstOverflow(kFiveInTenMinutes,
                         std::vector<uint64_t>{0, 0, 0, 0, 2 * kMinuteTicks, 2 * kMinuteTicks}));
  }

  void SustainableRateNeverOverflows() {
    CPPUNIT_ASSERT_EQUAL(0, FirstOverflow(kFiveInTenMinutes, Every(2 * kMinuteTicks, 10'000)));
    // Three at once first: the level stays high, but does not rise.
    std::vector<uint64_t> times = {0, 0, 0};
    for (uint64_t i = 1; i < 10'000; ++i) times.push_back(i * 2 * kMinuteTicks);
    CPPUNIT_ASSERT_EQUAL(0, FirstOverflow(kFiveInTenMinutes, times));
    // A rate that divides neither ticks nor quanta: 7 a minute, one each 857.14 ticks.
    CPPUNIT_ASSERT_EQUAL(0, FirstOverflow({7, kMinuteTicks}, Every(858, 10'000)));
    CPPUNIT_ASSERT(FirstOverflow({7, kMinuteTicks}, Every(800, 10'000)) != 0);
  }

  void DefaultLimitsKeepTheirWord() {
    for (const Limit& limit : DefaultLimits().category) {
      const int capacity = static_cast<int>(limit.shape.capacity);
      CPPUNIT_ASSERT_EQUAL(capacity, FirstOverflow(limit.shape, Every(0, capacity)));
      CPPUNIT_ASSERT_EQUAL(0, FirstOverflow(limit.shape, Every(0, capacity - 1)));
      const uint64_t interval = (limit.shape.window + limit.shape.capacity - 1) / limit.shape.capacity;
      CPPUNIT_ASSERT_EQUAL(0, FirstOverflow(limit.shape, Every(interval, 5000)));
    }
  }

  void CapacityOneOverflowsAtOnce() {
    CPPUNIT_ASSERT_EQUAL(1, FirstOverflow({1, kMinuteTicks}, Every(0, 1)));
  }

  void OverflowEmpties() {
    Bucket bucket;
    int overflows = 0;
    for (int i = 0; i < 50; ++i) {
      const Poured poured = Pour(bucket, kTag, 1 * kQuantaPerUnit, kFiveInTenMinutes, kStart);
      if (poured.overflow) {
        CPPUNIT_ASSERT(poured.bucket == (Bucket{kTag, 0, kStart}));
        CPPUNIT_ASSERT_EQUAL(5 * kQuantaPerUnit, poured.level);
      }
      overflows += poured.overflow;
      bucket = poured.bucket;
    }
    CPPUNIT_ASSERT_EQUAL(10, overflows);
  }

  void CostsOverflowTogether() {
    const BucketShape ten{10, 10 * kMinuteTicks};
    const Poured first = Pour({}, kTag, 5 * kQuantaPerUnit, ten, kStart);
    CPPUNIT_ASSERT(!first.overflow);
    CPPUNIT_ASSERT(Pour(first.bucket, kTag, 5 * kQuantaPerUnit, ten, Later(30 * kSecond)).overflow);
    CPPUNIT_ASSERT(!Pour(first.bucket, kTag, 4 * kQuantaPerUnit, ten, kStart).overflow);
    CPPUNIT_ASSERT(Pour({}, kTag, 11 * kQuantaPerUnit, ten, kStart).overflow);
  }

  void LargeCostsSaturate() {
    const Poured poured =
        Pour({kTag, kMaxLevel, kStart}, kTag, ~uint32_t{0}, {kMaxCapacity, kMinuteTicks}, kStart);
    CPPUNIT_ASSERT(poured.overflow);
    CPPUNIT_ASSERT_EQUAL(kMaxLevel, poured.level);
    const Poured measured = Pour({kTag, kMaxLevel - 1, kStart}, kTag, 1, {}, kStart);
    CPPUNIT_ASSERT_EQUAL(kMaxLevel, measured.bucket.level);
    CPPUNIT_ASSERT_EQUAL(kTag, measured.bucket.tag);
    CPPUNIT_ASSERT_EQUAL(kMaxLevel, Pour({kTag, kMaxLevel, kStart}, kTag, 1, {}, kStart).bucket.level);
  }

  void NoLimitMeasuresOnly() {
    Bucket bucket;
    for (int i = 0; i < 200; ++i) {
      const Poured poured =
          Pour(bucket, kTag, 1000 * kQuantaPerUnit, {}, Later(kMinuteTicks * static_cast<uint64_t>(i)));
      CPPUNIT_ASSERT(!poured.overflow);
      bucket = poured.bucket;
    }
    CPPUNIT_ASSERT_EQUAL(kMaxLevel, bucket.level);
  }

  void NothingPouredNeverOverflows() {
    CPPUNIT_ASSERT(
        !Pour({kTag, kMaxLevel, kStart}, kTag, 0 * kQuantaPerUnit, kFiveInTenMinutes, kStart).overflow);
  }

  void OtherTagStartsAnew() {
    const Poured poured =
        Pour({kAnyTag, 4 * kQuantaPerUnit, kStart}, kTag, 1 * kQuantaPerUnit, kFiveInTenMinutes, kStart);
    CPPUNIT_ASSERT(!poured.overflow);
    CPPUNIT_ASSERT(poured.bucket == (Bucket{kTag, kQuantaPerUnit, kStart}));
  }

  void LeaksToEmpty() {
    const Bucket full{kTag, 4 * kQuantaPerUnit, kStart};
    CPPUNIT_ASSERT_EQUAL(2 * kQuantaPerUnit, Leaked(full, kFiveInTenMinutes, Later(4 * kMinuteTicks)).level);
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, Leaked(full, kFiveInTenMinutes, Later(8 * kMinuteTicks - 1)).level);
    for (const uint64_t time :
         {8 * kMinuteTicks, 9 * kMinuteTicks, 80 * kMinuteTicks, 100'000 * kMinuteTicks}) {
      CPPUNIT_ASSERT(Leaked(full, kFiveInTenMinutes, Later(time)) == (Bucket{kTag, 0, Later(time)}));
    }
  }

  void NothingLeaksWithoutALimit() {
    const Bucket bucket{kTag, 4 * kQuantaPerUnit, kStart};
    for (const BucketShape& shape : {BucketShape{0, 0}, BucketShape{0, kMinuteTicks}, BucketShape{5, 0}}) {
      const Bucket later = Leaked(bucket, shape, Later(4 * kMinuteTicks));
      CPPUNIT_ASSERT(later == (Bucket{kTag, 4 * kQuantaPerUnit, Later(4 * kMinuteTicks)}));
    }
    // The shortest windows and lowest levels are not none.
    CPPUNIT_ASSERT_EQUAL(2 * kQuantaPerUnit, Leaked(bucket, {1, 1}, Later(2)).level);
    CPPUNIT_ASSERT_EQUAL(0U, Leaked({kTag, 1, kStart}, kFiveInTenMinutes, Later(4 * kMinuteTicks)).level);
  }

  // Also backwards: nothing is in them that could leak twice.
  void EmptyBucketsFollowTheTime() {
    CPPUNIT_ASSERT(Leaked({kTag, 0, Later(kSecond)}, kFiveInTenMinutes, kStart) == (Bucket{kTag, 0, kStart}));
  }

  // Even one that is fuller than its limit: that was another then.
  void EmptyAfterEightWindows() {
    const Bucket bucket{kTag, 10 * kQuantaPerUnit, kStart};
    const BucketShape one{1, kMinuteTicks};
    CPPUNIT_ASSERT_EQUAL(2 * kQuantaPerUnit + 1, Leaked(bucket, one, Later(8 * kMinuteTicks - 1)).level);
    CPPUNIT_ASSERT_EQUAL(0U, Leaked(bucket, one, Later(8 * kMinuteTicks)).level);
  }

  // To the first tick at which the quanta had gone. Here 64 leak in 65 ticks.
  void StampIsRoundedUp() {
    CPPUNIT_ASSERT(Leaked({kTag, 10, kStart}, {1, 65}, Later(2)) == (Bucket{kTag, 9, Later(2)}));
  }

  // Each look that stores its result must not throw away the time that did not make a whole quantum.
  void FrequentLooksLeakNoLess() {
    for (const BucketShape& shape : {kFiveInTenMinutes, BucketShape{1, 24 * 60 * kMinuteTicks},
                                     BucketShape{1, 30ULL * 24 * 60 * kMinuteTicks}}) {
      Bucket often{kTag, 100 * kQuantaPerUnit, kStart};
      const uint64_t span = shape.window / 2;
      const uint64_t step = std::max<uint64_t>(1, span / 100'000);
      uint64_t looks = 0;
      for (uint64_t time = step; time <= span; time += step, ++looks)
        often = Leaked(often, shape, Later(time));
      const Bucket once = Leaked({kTag, 100 * kQuantaPerUnit, kStart}, shape, Later(span));
      const uint64_t leaked = 100 * kQuantaPerUnit - once.level;
      CPPUNIT_ASSERT(leaked >= shape.capacity * kQuantaPerUnit / 2);
      CPPUNIT_ASSERT(often.level >= once.level);
      CPPUNIT_ASSERT(often.level - once.level <= 1);
    }
  }

  // Two threads, or two lines of a log, two seconds apart and in turn: the stamp went back with each older
  // one, and the same two seconds leaked again with each newer one,
  // so that 60 entries were needed where 30 are the limit.
  void TimesOutOfOrderDoNotLeakTwice() {
    const BucketShape thirty{30, kMinuteTicks};
    std::vector<uint64_t> times;
    for (int i = 0; i < 100; ++i) times.push_back(i % 2 == 0 ? 2 * kSecond : 0);
    CPPUNIT_ASSERT_EQUAL(30, FirstOverflow(thirty, times));
    const Bucket bucket{kTag, 10 * kQuantaPerUnit, Later(kMaxSkew)};
    CPPUNIT_ASSERT(Leaked(bucket, thirty, kStart) == bucket);
  }

  void ClockSetBackDoesNotFreezeTheBucket() {
    const Bucket ahead{kTag, 4 * kQuantaPerUnit, Later(1000 * kMinuteTicks)};
    const Bucket seen = Leaked(ahead, kFiveInTenMinutes, kStart);
    CPPUNIT_ASSERT(seen == (Bucket{kTag, 4 * kQuantaPerUnit, kStart}));
    CPPUNIT_ASSERT_EQUAL(2 * kQuantaPerUnit, Leaked(seen, kFiveInTenMinutes, Later(4 * kMinuteTicks)).level);
  }

  // Random limits, gaps and costs: never emptier than the model,
  // and never fuller by more than the rounding of one quantum a pour.
  void FollowsTheModel() {
    std::mt19937_64 random(42);
    for (int round = 0; round < 400; ++round) {
      const BucketShape shape{1 + static_cast<uint32_t>(random() % 200),
                              kSecond + random() % (20 * kMinuteTicks)};
      const auto mean_gap = static_cast<double>(shape.window) / shape.capacity;
      std::exponential_distribution<double> gap(1.0 /
                                                (mean_gap * (0.3 + static_cast<double>(random() % 20) / 10)));
      Bucket bucket{kTag, 0, kStart};
      Model model;
      uint64_t time = 0;
      int pours = 0;  // since the last time that it was empty
      for (int i = 0; i < 300; ++i) {
        time += static_cast<uint64_t>(gap(random));
        model.LeakTo(static_cast<double>(time), shape);
        const auto cost = 1 + static_cast<uint32_t>(random() % 3);
        const Poured poured = Pour(bucket, kTag, cost * kQuantaPerUnit, shape, Later(time));
        model.level += cost;
        ++pours;
        const double reached = static_cast<double>(poured.level) / kQuantaPerUnit;
        const double rounding = static_cast<double>(pours + 1) / kQuantaPerUnit;
        CPPUNIT_ASSERT(reached >= model.level - 1e-6);
        CPPUNIT_ASSERT(reached <= model.level + rounding);
        // Less than one unit of room is left.
        const double full = shape.capacity - 1.0 + 1.0 / kQuantaPerUnit;
        if (model.level >= full + 1e-6) CPPUNIT_ASSERT(poured.overflow);
        if (model.level + rounding < full) CPPUNIT_ASSERT(!poured.overflow);
        if (poured.overflow) model.level = 0;
        bucket = poured.bucket;
        if (bucket.level == 0) {
          model.level = 0;
          pours = 0;
        }
      }
    }
  }

  void ProductsStayInRange() {
    // The largest limit and the longest window that ErrWatchLimit takes, just before everything has leaked.
    const BucketShape largest{kMaxCapacity, 30ULL * 24 * 60 * kMinuteTicks};
    const Bucket bucket{kTag, kMaxLevel, kStart};
    uint32_t last = kMaxLevel;
    for (uint64_t eighth = 1; eighth < 64; ++eighth) {
      const Bucket now = Leaked(bucket, largest, Later(largest.window / 8 * eighth));
      CPPUNIT_ASSERT(now.level <= last);
      CPPUNIT_ASSERT(now.stamp <= Later(largest.window / 8 * eighth));
      last = now.level;
    }
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, last);
    CPPUNIT_ASSERT_EQUAL(kMaxLevel - kMaxCapacity * kQuantaPerUnit,
                         Leaked(bucket, largest, Later(largest.window)).level);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LeakyBucketTest);

}  // namespace
}  // namespace errwatch
