#include "store/hourly_count.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::store {
namespace {

class HourlyCountTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HourlyCountTest);
  CPPUNIT_TEST(CountsOneHour);
  CPPUNIT_TEST(StopsBeforeItRunsOver);
  CPPUNIT_TEST(WhoReadsTheOldHourCountsToTheNewOne);
  CPPUNIT_TEST_SUITE_END();

 public:
  void CountsOneHour() {
    SharedWord word{};
    const Tick now{5 * kHourTicks + 7};
    AddTo(word, Pair(true, false), now);
    const uint64_t sum = AddTo(word, Pair(true, true), now);
    CPPUNIT_ASSERT_EQUAL(uint32_t{2}, FirstIn(sum));
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, SecondIn(sum));
    const Tick later{now.value + kHourTicks};
    CPPUNIT_ASSERT_EQUAL(uint32_t{0}, FirstIn(OfThisHour(sum, later)));
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, FirstIn(AddTo(word, Pair(true, false), later)));
  }

  // Where another has begun it: a clock that was read a moment earlier undoes nothing.
  void WhoReadsTheOldHourCountsToTheNewOne() {
    const Tick begins{256 * kHourTicks};  // where the eight bits begin anew
    for (const uint64_t earlier : {uint64_t{1}, kMaxSkew, kMaxSkew + 1}) {
      SharedWord word{};
      AddTo(word, Pair(true, false), begins);
      const Tick before{begins.value - earlier};
      const bool is_same = earlier <= kMaxSkew;
      CPPUNIT_ASSERT_EQUAL(is_same ? 1U : 0U,
                           FirstIn(OfThisHour(word.load(std::memory_order_relaxed), before)));
      AddTo(word, Pair(true, false), before);
      CPPUNIT_ASSERT_EQUAL(is_same ? 3U : 1U, FirstIn(AddTo(word, Pair(true, false), begins)));
    }
    SharedWord old{};  // nobody has begun the new one
    old.store(EmptyHour({begins.value - 1}), std::memory_order_relaxed);
    AddTo(old, Pair(true, false), {begins.value - 1});
    CPPUNIT_ASSERT_EQUAL(2U, FirstIn(AddTo(old, Pair(true, false), {begins.value - 1})));
    CPPUNIT_ASSERT_EQUAL(1U, FirstIn(AddTo(old, Pair(true, false), begins)));
  }

  void StopsBeforeItRunsOver() {
    SharedWord word{};
    const Tick now{9 * kHourTicks};
    word.store(EmptyHour(now) | (kMostCounted - 1), std::memory_order_relaxed);
    for (int i = 0; i < 3; ++i) AddTo(word, Pair(true, true), now);
    const uint64_t sum = word.load(std::memory_order_relaxed);
    CPPUNIT_ASSERT_EQUAL(static_cast<uint32_t>(kMostCounted), FirstIn(sum));
    CPPUNIT_ASSERT_EQUAL(uint32_t{1}, SecondIn(sum));
    CPPUNIT_ASSERT_EQUAL(HourOf(now), sum >> kHourShift);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HourlyCountTest);

}  // namespace
}  // namespace errwatch::store
