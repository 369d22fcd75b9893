#include "cli/logs/request_order.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

namespace errwatch::cli {
namespace {

constexpr int64_t kMinute = 60'000'000;

class RequestOrderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(RequestOrderTest);
  CPPUNIT_TEST(LateLinesAreOfNow);
  CPPUNIT_TEST(ALineFarOffIsLeftAlone);
  CPPUNIT_TEST(AClockThatWasPutBackIsBelieved);
  CPPUNIT_TEST(OnlyRequestsAreOrdered);
  CPPUNIT_TEST_SUITE_END();

 public:
  void LateLinesAreOfNow() {
    RequestOrder order;
    for (const int64_t time : {100, 105, 101, 103})
      CPPUNIT_ASSERT_EQUAL(std::max<int64_t>(time, time > 100 ? 105 : 100) * kMinute,
                           order.Next(time * kMinute));
    CPPUNIT_ASSERT_EQUAL(106 * kMinute, order.Next(106 * kMinute));
  }

  // Nobody's requests are put into one moment by it.
  void ALineFarOffIsLeftAlone() {
    RequestOrder order;
    order.Next(100 * kMinute);
    order.Next(5000 * kMinute);
    for (const int64_t time : {101, 102, 103})
      CPPUNIT_ASSERT_EQUAL(time * kMinute, order.Next(time * kMinute));
  }

  void AClockThatWasPutBackIsBelieved() {
    RequestOrder order;
    order.Next(5000 * kMinute);
    for (int i = 0; i < 30; ++i) order.Next(100 * kMinute);
    CPPUNIT_ASSERT_EQUAL(100 * kMinute, order.Next(99 * kMinute));
  }

  void OnlyRequestsAreOrdered() {
    RequestOrder order;
    ScanRecord record;
    record.time_us = 10;
    PutInOrder(record, order);
    record.time_us = 5;
    PutInOrder(record, order);
    CPPUNIT_ASSERT_EQUAL(int64_t{5}, *record.time_us);
    CPPUNIT_ASSERT_EQUAL(int64_t{5}, OrderOf(record).value_or(0));
    record.vague = true;  // what an error log says has its own time
    CPPUNIT_ASSERT_EQUAL(int64_t{5}, OrderOf(record).value_or(0));
    record.of_access_log = true;
    CPPUNIT_ASSERT_EQUAL(int64_t{1'000'004}, OrderOf(record).value_or(0));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(RequestOrderTest);

}  // namespace
}  // namespace errwatch::cli
