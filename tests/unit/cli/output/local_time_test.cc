#include "cli/output/local_time.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <ctime>

namespace errwatch::cli {
namespace {

class LocalTimeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LocalTimeTest);
  CPPUNIT_TEST(NamesItsZone);
  CPPUNIT_TEST(OneOffsetForAllTimes);
  CPPUNIT_TEST(TimesAtTheirEnds);
  CPPUNIT_TEST(OfALog);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override {
    const char* zone = std::getenv("TZ");
    before_ = zone == nullptr ? "" : zone;
    had_ = zone != nullptr;
  }
  void tearDown() override {
    if (had_) {
      ::setenv("TZ", before_.c_str(), 1);
    } else {
      ::unsetenv("TZ");
    }
    ::tzset();
  }

  void NamesItsZone() {
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22 10:00:00 UTC"), In("UTC0").WithZone(kWinter));
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22 11:00:00 +0100"), In("XYZ-1").WithZone(kWinter));
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22 04:30:00 -0530"), In("XYZ+5:30").WithZone(kWinter));
    CPPUNIT_ASSERT_EQUAL(std::string("last (+0545)"), In("XYZ-5:45").Title("last"));
  }

  // An hour that the clocks repeat would be there twice.
  void OneOffsetForAllTimes() {
    const LocalTime winter = In("CET-1CEST,M3.5.0,M10.5.0/3");
    CPPUNIT_ASSERT_EQUAL(std::string("+0100"), winter.zone());
    CPPUNIT_ASSERT_EQUAL(std::string("2026-07-01 11:00:00"), winter.Short(kSummer));
    CPPUNIT_ASSERT_EQUAL(std::string("+0200"), LocalTime(kSummer).zone());
  }

  void TimesAtTheirEnds() {
    CPPUNIT_ASSERT_EQUAL(std::string(), In("XYZ+5").Short(Tick()));
    CPPUNIT_ASSERT_EQUAL(std::string("2020-01-01 00:00:00"), In("XYZ+5").Short(Tick{1}));
    CPPUNIT_ASSERT(!In("XYZ-5").Short(Tick{~uint64_t{0}}).empty());
  }

  void OfALog() {
    In("CET-1CEST,M3.5.0,M10.5.0/3");
    constexpr int64_t kWinterUs = int64_t{1'795'341'600} * 1'000'000,
                      kSummerUs = int64_t{1'782'900'000} * 1'000'000;
    const LocalTime winter = LocalTime::Of(kWinterUs);
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22 11:00:00 +0100"), winter.WithZone(kWinterUs));
    CPPUNIT_ASSERT_EQUAL(std::string("2026-07-01 11:00:00"), winter.Short(kSummerUs));
    CPPUNIT_ASSERT_EQUAL(std::string("2026-07-01 12:00:00 +0200"),
                         LocalTime::Of(kSummerUs).WithZone(kSummerUs));
    CPPUNIT_ASSERT_EQUAL(std::string(), winter.Short(INT64_MIN));
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22 10:00:00 UTC"), LocalTime().WithZone(kWinterUs));
  }

 private:
  static constexpr Tick kWinter = TickFromUnixMs(1'795'341'600'000);  // 2026-11-22T10:00:00Z
  static constexpr Tick kSummer = TickFromUnixMs(1'782'900'000'000);  // 2026-07-01T10:00:00Z

  static LocalTime In(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
    return LocalTime(kWinter);
  }

  std::string before_;
  bool had_ = false;
};
CPPUNIT_TEST_SUITE_REGISTRATION(LocalTimeTest);

}  // namespace
}  // namespace errwatch::cli
