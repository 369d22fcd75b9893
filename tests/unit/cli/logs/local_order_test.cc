#include "cli/logs/local_order.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch::cli {
namespace {

constexpr int64_t kMinuteUs = int64_t{60} * 1'000'000;
constexpr int64_t kHourUs = 60 * kMinuteUs;

class LocalOrderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LocalOrderTest);
  CPPUNIT_TEST(TimesThatGoBackAreOfTheSecondHour);
  CPPUNIT_TEST(SmallDisorderIsNone);
  CPPUNIT_TEST(EachLogBeginsAnew);
  CPPUNIT_TEST_SUITE_END();

 public:
  void TimesThatGoBackAreOfTheSecondHour() {
    LocalOrder order;
    CPPUNIT_ASSERT_EQUAL(10 * kMinuteUs, order.Next(10 * kMinuteUs, kHourUs));
    CPPUNIT_ASSERT_EQUAL(50 * kMinuteUs, order.Next(50 * kMinuteUs, kHourUs));
    CPPUNIT_ASSERT_EQUAL(60 * kMinuteUs, order.Next(0, kHourUs));
    CPPUNIT_ASSERT_EQUAL(119 * kMinuteUs, order.Next(59 * kMinuteUs, kHourUs));
    CPPUNIT_ASSERT_EQUAL(120 * kMinuteUs, order.Next(120 * kMinuteUs, 0));
    CPPUNIT_ASSERT_EQUAL(119 * kMinuteUs, order.Next(59 * kMinuteUs, kHourUs));
  }

  void SmallDisorderIsNone() {
    LocalOrder order;
    CPPUNIT_ASSERT_EQUAL(10 * kMinuteUs, order.Next(10 * kMinuteUs, kHourUs));
    CPPUNIT_ASSERT_EQUAL(9 * kMinuteUs, order.Next(9 * kMinuteUs, kHourUs));
    CPPUNIT_ASSERT_EQUAL(10 * kMinuteUs, order.Next(10 * kMinuteUs, kHourUs));
    CPPUNIT_ASSERT_EQUAL(-kMinuteUs, order.Next(-kMinuteUs, 0));
    CPPUNIT_ASSERT_EQUAL(int64_t{0}, order.Next(0, kHourUs));
  }

  void EachLogBeginsAnew() {
    LocalOrder order;
    order.Next(50 * kMinuteUs, kHourUs);
    CPPUNIT_ASSERT_EQUAL(61 * kMinuteUs, order.Next(1 * kMinuteUs, kHourUs));
    order.Next(-5 * kHourUs, 0);
    CPPUNIT_ASSERT_EQUAL(1 * kMinuteUs, order.Next(1 * kMinuteUs, kHourUs));
    order.Next(50 * kMinuteUs, kHourUs);
    constexpr int64_t kYear = 364 * 24 * kHourUs;
    CPPUNIT_ASSERT_EQUAL(kYear, order.Next(kYear, kHourUs));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LocalOrderTest);

}  // namespace
}  // namespace errwatch::cli
