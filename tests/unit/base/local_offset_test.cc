#include "base/local_offset.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <ctime>

namespace errwatch {
namespace {

class LocalOffsetTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LocalOffsetTest);
  CPPUNIT_TEST(FollowsTheZone);
  CPPUNIT_TEST(AnHourIsThereTwice);
  CPPUNIT_TEST(WhereItMayBe);
  CPPUNIT_TEST_SUITE_END();

 public:
  void tearDown() override { Use("UTC"); }

  void FollowsTheZone() {
    Use("CET-1CEST,M3.5.0,M10.5.0/3");
    LocalOffset offset;
    CPPUNIT_ASSERT_EQUAL(int64_t{3600}, offset.Of({2026, 1, 15, 12, 0, 0}));
    CPPUNIT_ASSERT_EQUAL(int64_t{7200}, offset.Of({2026, 7, 15, 12, 30, 0}));
    CPPUNIT_ASSERT_EQUAL(int64_t{7200}, offset.Of({2026, 7, 15, 12, 59, 59}));  // remembered
    CPPUNIT_ASSERT_EQUAL(int64_t{3600}, offset.Of({2026, 1, 15, 12, 0, 0}));
  }

  // Whatever was asked before.
  void AnHourIsThereTwice() {
    Use("CET-1CEST,M3.5.0,M10.5.0/3");
    LocalOffset offset;
    for (const int before : {1, 7}) {
      offset.Of({2026, before, 15, 12, 0, 0});
      CPPUNIT_ASSERT_EQUAL(int64_t{7200}, offset.Of({2026, 10, 25, 2, 10, 0}));
      CPPUNIT_ASSERT_EQUAL(int64_t{3600}, offset.Repeats({2026, 10, 25, 2, 59, 59}));
      CPPUNIT_ASSERT_EQUAL(int64_t{0}, offset.Repeats({2026, 10, 25, 1, 59, 59}));
      CPPUNIT_ASSERT_EQUAL(int64_t{0}, offset.Repeats({2026, 10, 25, 3, 0, 0}));
      CPPUNIT_ASSERT_EQUAL(int64_t{3600}, offset.Of({2026, 10, 25, 3, 0, 0}));
      CPPUNIT_ASSERT_EQUAL(int64_t{0}, offset.Repeats({2026, 3, 29, 2, 30, 0}));
      CPPUNIT_ASSERT_EQUAL(int64_t{3600}, offset.Of({2026, 3, 29, 2, 30, 0}));
    }
    Use("LHST-10:30LHDT-11,M10.1.0,M4.1.0");  // half an hour
    CPPUNIT_ASSERT_EQUAL(int64_t{0}, offset.Repeats({2026, 4, 5, 1, 29, 0}));
    CPPUNIT_ASSERT_EQUAL(int64_t{1800}, offset.Repeats({2026, 4, 5, 1, 30, 0}));
  }

  void WhereItMayBe() {
    Use("CET-1CEST,M3.5.0,M10.5.0/3");
    constexpr int64_t kChange = 1'792'890'000;  // 2026-10-25T01:00:00Z
    constexpr int64_t kDay = 86'400;
    CPPUNIT_ASSERT(MayRepeatLocalTime(kChange, kChange));
    CPPUNIT_ASSERT(MayRepeatLocalTime(kChange - kDay, kChange + kDay));
    CPPUNIT_ASSERT(!MayRepeatLocalTime(kChange - 20 * kDay, kChange - kDay));
    CPPUNIT_ASSERT(!MayRepeatLocalTime(kChange + kDay, kChange + 20 * kDay));
    CPPUNIT_ASSERT(MayRepeatLocalTime(kChange - 200 * kDay, kChange + 200 * kDay));
    Use("UTC");
    CPPUNIT_ASSERT(!MayRepeatLocalTime(kChange - kDay, kChange + kDay));
  }

 private:
  static void Use(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LocalOffsetTest);

}  // namespace
}  // namespace errwatch
