#include "model/policy.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cmath>

#include "model/bucket_tag.h"

namespace errwatch {
namespace {

constexpr Milliseconds kMinute{60'000};
constexpr Milliseconds kHour = 60 * kMinute;
constexpr Milliseconds kDay = 24 * kHour;
constexpr Limit kNoOwnBlock{{5, 1000}, Milliseconds(-1)};

void AssertLength(Milliseconds expected, Milliseconds actual) {
  CPPUNIT_ASSERT_EQUAL(expected.count(), actual.count());
}

class PolicyTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(PolicyTest);
  CPPUNIT_TEST(EnginesAreNamed);
  CPPUNIT_TEST(EnginesInUseAddUp);
  CPPUNIT_TEST(NothingSaidIsNothingMore);
  CPPUNIT_TEST(EveryTagHasItsLimit);
  CPPUNIT_TEST(EveryCategoryHasADefaultLimit);
  CPPUNIT_TEST(BlocksGrowToTheMaximum);
  CPPUNIT_TEST(FactorOneNeverGrows);
  CPPUNIT_TEST(OwnDurationOfALimit);
  CPPUNIT_TEST(OwnDurationAboveTheMaximum);
  CPPUNIT_TEST(IncidentOnlyNeverBlocks);
  CPPUNIT_TEST(LongestBlocksDoNotWrap);
  CPPUNIT_TEST(GrowthFollowsThePower);
  CPPUNIT_TEST(GrowthStopsWhereItIsSaid);
  CPPUNIT_TEST(StrikesDecay);
  CPPUNIT_TEST(StrikesWithoutDecay);
  CPPUNIT_TEST(StrikesWhileBlocked);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EnginesAreNamed() {
    CPPUNIT_ASSERT_EQUAL(std::string_view("On"), EngineName(Engine::kOn));
    CPPUNIT_ASSERT_EQUAL(std::string_view("DetectionOnly"), EngineName(Engine::kDetectionOnly));
    CPPUNIT_ASSERT_EQUAL(std::string_view("Off"), EngineName(Engine::kOff));
  }

  void EnginesInUseAddUp() {
    CPPUNIT_ASSERT(!EnginesInUse().known() && !EnginesInUse().AllOff() && !EnginesInUse().DetectAtMost());
    for (int set = 1; set < 1 << kEngineCount; ++set) {
      EnginesInUse one_by_one;
      EnginesInUse together;
      for (std::size_t i = 0; i < kEngineCount; ++i) {
        if ((set >> i & 1) == 0) continue;
        EnginesInUse own;
        own.Add(static_cast<Engine>(i));
        one_by_one.Add(static_cast<Engine>(i));
        together.Add(own);
      }
      const auto has = [set](Engine engine) { return (set >> static_cast<int>(engine) & 1) != 0; };
      CPPUNIT_ASSERT(one_by_one == together && together.known());
      for (const Engine engine : {Engine::kOff, Engine::kOn, Engine::kDetectionOnly})
        CPPUNIT_ASSERT_EQUAL(has(engine), together.Has(engine));
      CPPUNIT_ASSERT_EQUAL(has(Engine::kDetectionOnly) && !has(Engine::kOn), together.DetectAtMost());
      CPPUNIT_ASSERT_EQUAL(!has(Engine::kDetectionOnly) && !has(Engine::kOn), together.AllOff());
    }
  }

  // What a directive that was not given leaves.
  void NothingSaidIsNothingMore() {
    AssertLength(Milliseconds(-1), Limit{}.block);
    CPPUNIT_ASSERT(Limit{}.shape == (BucketShape{0, 0}));
    CPPUNIT_ASSERT(UnderAttack{} == (UnderAttack{Joiners::kReport, 1}));
  }

  void EveryTagHasItsLimit() {
    const Limits& limits = DefaultLimits();
    CPPUNIT_ASSERT(LimitOf(kAnyTag, limits) == &limits.any);
    int categories = 0;
    for (uint8_t tag = 0; tag < kAnyTag; ++tag) {
      const std::optional<Category> category = CategoryOfTag(tag);
      CPPUNIT_ASSERT(LimitOf(tag, limits) == (category ? &limits[*category] : nullptr));
      categories += category ? 1 : 0;
    }
    CPPUNIT_ASSERT(categories > 10);
  }

  void EveryCategoryHasADefaultLimit() {
    for (uint8_t i = 0; i < kCategoryCount; ++i) {
      const auto category = static_cast<Category>(i);
      const Limit& limit = DefaultLimits()[category];
      const std::string name(CategoryName(category));
      CPPUNIT_ASSERT_MESSAGE(name, limit.shape.capacity > 0 && limit.shape.window > 0);
      // One entry alone must not block anybody.
      CPPUNIT_ASSERT_MESSAGE(name, limit.shape.capacity > Info(category).default_cost);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(name, int64_t{-1}, static_cast<int64_t>(limit.block.count()));
    }
    CPPUNIT_ASSERT(DefaultLimits().any.shape == (BucketShape{30, TicksIn(kMinute)}));
  }

  void BlocksGrowToTheMaximum() {
    const BlockPolicy policy;  // 10m, 4, 24h
    const Milliseconds expected[] = {10 * kMinute, 40 * kMinute, 160 * kMinute, 640 * kMinute,
                                     kDay,         kDay,         kDay};
    for (uint32_t strikes = 0; strikes < std::size(expected); ++strikes) {
      AssertLength(expected[strikes], BlockLength(policy, kNoOwnBlock, strikes));
    }
    AssertLength(kDay, BlockLength(policy, kNoOwnBlock, kMaxStrikes));
    AssertLength(kDay, BlockLength(policy, kNoOwnBlock, ~uint32_t{0}));
  }

  void FactorOneNeverGrows() {
    const BlockPolicy policy{kHour, 1, kDay, kDay};
    for (const uint32_t strikes : {0U, 1U, kMaxStrikes})
      AssertLength(kHour, BlockLength(policy, kNoOwnBlock, strikes));
  }

  void OwnDurationOfALimit() {
    const Limit limit{{5, 1000}, kMinute};
    AssertLength(kMinute, BlockLength({}, limit, 0));
    AssertLength(16 * kMinute, BlockLength({}, limit, 2));
    AssertLength(kDay, BlockLength({}, limit, 10));
  }

  void OwnDurationAboveTheMaximum() {
    const Limit limit{{5, 1000}, 30 * kDay};
    for (const uint32_t strikes : {0U, 1U, kMaxStrikes})
      AssertLength(30 * kDay, BlockLength({}, limit, strikes));
  }

  void IncidentOnlyNeverBlocks() {
    const Limit limit{{5, 1000}, Milliseconds(0)};
    for (const uint32_t strikes : {0U, 1U, kMaxStrikes})
      AssertLength(Milliseconds(0), BlockLength({}, limit, strikes));
  }

  void LongestBlocksDoNotWrap() {
    const BlockPolicy policy{3650 * kDay, 100, 3650 * kDay, kDay};
    AssertLength(3650 * kDay, BlockLength(policy, kNoOwnBlock, kMaxStrikes));
    const BlockPolicy second{Milliseconds(1000), 100, 3650 * kDay, kDay};
    AssertLength(3650 * kDay, BlockLength(second, kNoOwnBlock, kMaxStrikes));
    const BlockPolicy steepest{3649 * kDay, ~uint32_t{0}, 3650 * kDay, kDay};
    AssertLength(3650 * kDay, BlockLength(steepest, kNoOwnBlock, 2));
    // Products beyond 64 bits come out as anything, also as what is shorter.
    for (int days = 1; days < 3650; days += 7) {
      const BlockPolicy steep{days * kDay, ~uint32_t{0}, 3650 * kDay, kDay};
      AssertLength(3650 * kDay, BlockLength(steep, kNoOwnBlock, 1));
    }
    CPPUNIT_ASSERT(After({kMaxTick - 1}, 3650 * kDay) == Tick{kMaxTick});
  }

  void GrowthFollowsThePower() {
    for (uint32_t factor = 1; factor <= 100; factor += 7) {
      const BlockPolicy policy{Milliseconds(1500), factor, 400 * kDay, kDay};
      for (uint32_t strikes = 0; strikes <= kMaxStrikes; ++strikes) {
        const double wanted = 1500.0 * std::pow(factor, strikes);
        const double most = static_cast<double>(policy.max.count());
        CPPUNIT_ASSERT_DOUBLES_EQUAL(std::min(wanted, most),
                                     static_cast<double>(BlockLength(policy, kNoOwnBlock, strikes).count()),
                                     0.5);
      }
    }
  }

  void GrowthStopsWhereItIsSaid() {
    AssertLength(Milliseconds(6), BlockLength({Milliseconds(3), 2, Milliseconds(7), kDay}, kNoOwnBlock, 1));
    AssertLength(Milliseconds(7), BlockLength({Milliseconds(3), 2, Milliseconds(7), kDay}, kNoOwnBlock, 2));
    // More strikes than are kept are as many as are kept.
    const BlockPolicy slow{Milliseconds(1), 2, 3650 * kDay, kDay};
    AssertLength(Milliseconds(int64_t{1} << kMaxStrikes), BlockLength(slow, kNoOwnBlock, kMaxStrikes + 9));
  }

  void StrikesDecay() {
    const BlockPolicy policy;  // decay 7d
    const Tick end{1'000'000'000};
    const auto after = [&](Milliseconds duration) {
      return StrikesNow(3, end, policy, After(end, duration));
    };
    CPPUNIT_ASSERT_EQUAL(3U, after(Milliseconds(0)));
    CPPUNIT_ASSERT_EQUAL(3U, after(7 * kDay - Milliseconds(kTickMs)));
    CPPUNIT_ASSERT_EQUAL(2U, after(7 * kDay));
    CPPUNIT_ASSERT_EQUAL(1U, after(14 * kDay));
    CPPUNIT_ASSERT_EQUAL(0U, after(21 * kDay));
    CPPUNIT_ASSERT_EQUAL(0U, after(2100 * kDay));
    CPPUNIT_ASSERT_EQUAL(0U, StrikesNow(0, end, policy, end));
  }

  void StrikesWithoutDecay() {
    const BlockPolicy policy{kMinute, 4, kDay, Milliseconds(0)};
    CPPUNIT_ASSERT_EQUAL(9U, StrikesNow(9, {0}, policy, {kMaxTick}));
  }

  // The end of a running block, or one from before the clock was set back, lies ahead.
  void StrikesWhileBlocked() { CPPUNIT_ASSERT_EQUAL(2U, StrikesNow(2, {kMaxTick}, {}, {5})); }
};
CPPUNIT_TEST_SUITE_REGISTRATION(PolicyTest);

}  // namespace
}  // namespace errwatch
