#include "store/hourly_count.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::store {
namespace {

class HourlyCountTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HourlyCountTest);
  CPPUNIT_TEST(CountsOneHour);
  CPPUNIT_TEST(StopsBeforeItRunsOver);
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
