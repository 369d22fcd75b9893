#include "base/calendar.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdint>
#include <ctime>
#include <string>

namespace errwatch {
namespace {

static_assert(DaysSinceEpoch(1970, 1, 1) == 0 && DaysSinceEpoch(2000, 3, 1) == 11'017);
static_assert(DaysSinceEpoch(2024, 2, 29) + 1 == DaysSinceEpoch(2024, 3, 1));
static_assert(DaysSinceEpoch(1969, 12, 31) == -1 && DaysSinceEpoch(0, 3, 1) == -719'468);

std::string Text(const CivilTime& c) {
  std::string text;
  for (const int part : {c.year, c.month, c.day, c.hour, c.minute, c.second})
    text += std::to_string(part) + " ";
  return text;
}

class CalendarTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(CalendarTest);
  CPPUNIT_TEST(KnownTimes);
  CPPUNIT_TEST(AgreesWithTheCLibrary);
  CPPUNIT_TEST(DaysAreTheWayBack);
  CPPUNIT_TEST(ADayTooManyIsTheNextMonth);
  CPPUNIT_TEST(StopsAtTheLastYear);
  CPPUNIT_TEST(TimesThatLogsMayBear);
  CPPUNIT_TEST_SUITE_END();

  void KnownTimes() {
    CPPUNIT_ASSERT_EQUAL(std::string("1970 1 1 0 0 0 "), Text(CivilAt(0)));
    CPPUNIT_ASSERT_EQUAL(std::string("1969 12 31 23 59 59 "), Text(CivilAt(-1)));
    CPPUNIT_ASSERT_EQUAL(std::string("2024 2 29 23 59 59 "), Text(CivilAt(1'709'251'199)));
    CPPUNIT_ASSERT_EQUAL(std::string("2026 11 22 10 0 0 "), Text(CivilAt(1'795'341'600)));
  }

  void AgreesWithTheCLibrary() {
    // years 1 to 9999, at every time of day
    for (int64_t seconds = -62'135'596'800; seconds < 253'402'300'800; seconds += 31'415'927) {
      const auto time = static_cast<std::time_t>(seconds);
      std::tm broken{};
      CPPUNIT_ASSERT(gmtime_r(&time, &broken) != nullptr);
      CPPUNIT_ASSERT_EQUAL(Text({broken.tm_year + 1900, broken.tm_mon + 1, broken.tm_mday, broken.tm_hour,
                                 broken.tm_min, broken.tm_sec}),
                           Text(CivilAt(seconds)));
    }
  }

  void DaysAreTheWayBack() {
    for (int64_t day = -719'162; day < 2'932'897; day += 97) {
      const CivilTime c = CivilAt(day * kSecondsPerDay);
      CPPUNIT_ASSERT_EQUAL(day, DaysSinceEpoch(c.year, c.month, c.day));
    }
  }

  void ADayTooManyIsTheNextMonth() {
    CPPUNIT_ASSERT_EQUAL(DaysSinceEpoch(2025, 3, 3), DaysSinceEpoch(2025, 2, 31));
    CPPUNIT_ASSERT_EQUAL(DaysSinceEpoch(2024, 3, 2), DaysSinceEpoch(2024, 2, 31));
    CPPUNIT_ASSERT_EQUAL(DaysSinceEpoch(2025, 5, 1), DaysSinceEpoch(2025, 4, 31));
  }

  void TimesThatLogsMayBear() {
    const auto bears = [](int year) {
      return IsTimeOfLogs(DaysSinceEpoch(year, 1, 1) * kSecondsPerDay * 1'000'000);
    };
    for (const int year : {0, 1900, 1969, 1970, 1994, 2100, 9999}) CPPUNIT_ASSERT(!bears(year));
    for (const int year : {1995, 2007, 2026, 2099}) CPPUNIT_ASSERT(bears(year));
  }

  void StopsAtTheLastYear() {
    CPPUNIT_ASSERT_EQUAL(std::string("32767 12 31 23 59 59 "), Text(CivilAt(INT64_MAX)));
    CPPUNIT_ASSERT_EQUAL(std::string("-32767 1 1 0 0 0 "), Text(CivilAt(INT64_MIN)));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(CalendarTest);

}  // namespace
}  // namespace errwatch
