#include "cli/logs/collector_time.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

class CollectorTimeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CollectorTimeTest);
  CPPUNIT_TEST(Lengths);
  CPPUNIT_TEST(Zones);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Lengths() {
    for (const char* time : {"Feb 16 22:32:48", "Feb  6 22:32:48.123456", "2026-11-22T10:00:00.123+01:00",
                             "2026-11-22 10:00:00", "2026-11-22 10:00:00 +0100", "2026-11-22 10:00:00,123",
                             "2025 Mar  1 10:00:00", "Fri 2024-08-23 23:19:57 CEST",
                             "Fri Aug 23 23:19:57.587414 2024", "1724455197.587414", "1724455197"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(time, std::string(time).size(),
                                   CollectorTimeBytes(std::string(time) + " x"));
    }
    for (const char* other : {"", "Feb 16", "Foo 16 22:32:48 x", "2026-11-22x10:00:00 x", "172445519 x",
                              "17244551970 x", "1724455197x"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(other, std::size_t{0}, CollectorTimeBytes(other));
    }
    CPPUNIT_ASSERT(ClockBytes("10:00:00 x") == 8 && ClockBytes("1:00:00 x") == 0);
  }

  void Zones() {
    for (const char* time :
         {"2026-11-22T10:00:00Z", "2026-11-22T10:00:00+01:00", "2026-11-22 10:00:00 -0100", "1724455197.5"})
      CPPUNIT_ASSERT_MESSAGE(time, NamesZone(time));
    for (const char* time : {"", "2026-11-22T10:00:00", "Feb 16 22:32:48", "2025 Mar  1 10:00:00"})
      CPPUNIT_ASSERT_MESSAGE(time, !NamesZone(time));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(CollectorTimeTest);

}  // namespace
}  // namespace errwatch::cli
