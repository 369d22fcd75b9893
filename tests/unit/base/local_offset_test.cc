#include "base/local_offset.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <ctime>

namespace errwatch {
namespace {

class LocalOffsetTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LocalOffsetTest);
  CPPUNIT_TEST(FollowsTheZone);
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

 private:
  static void Use(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(LocalOffsetTest);

}  // namespace
}  // namespace errwatch
