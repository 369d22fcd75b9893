#include "cli/scan/zone_shift.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <ctime>

#include "cli/scan/request_join.h"

namespace errwatch::cli {
namespace {

constexpr int64_t kSecond = 1'000'000;
constexpr int64_t kNow = int64_t{1'795'341'600} * kSecond;
constexpr int64_t kHour = 3600;

class ZoneShiftTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ZoneShiftTest);
  CPPUNIT_TEST(TellsTheZoneOfTheErrorLog);
  CPPUNIT_TEST(LogsOfOneZone);
  CPPUNIT_TEST(TooLittleIsNothing);
  CPPUNIT_TEST(SettingsOfTz);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { Use("UTC"); }
  void tearDown() override { Use("UTC"); }

  void TellsTheZoneOfTheErrorLog() {
    CPPUNIT_ASSERT_EQUAL(9 * kHour, Shifted(9 * kHour, 20).Found().value());
    CPPUNIT_ASSERT_EQUAL(-5 * kHour, Shifted(-5 * kHour, 20).Found().value());
    CPPUNIT_ASSERT_EQUAL(5 * kHour + 45 * 60, Shifted(5 * kHour + 45 * 60, 20).Found().value());
    Use("JST-9");
    CPPUNIT_ASSERT_EQUAL(int64_t{0}, Shifted(-9 * kHour, 20).Found().value());
  }

  void LogsOfOneZone() {
    CPPUNIT_ASSERT(!Shifted(0, 20).Found());
    CPPUNIT_ASSERT(!Shifted(1000, 20).Found());
    CPPUNIT_ASSERT(!Shifted(40 * kHour, 20).Found());
    CPPUNIT_ASSERT(!ZoneShift(&IsPathOf).Found());
  }

  void TooLittleIsNothing() {
    CPPUNIT_ASSERT(!Shifted(9 * kHour, 4).Found());
    ZoneShift most_are_alone = Shifted(9 * kHour, 20);
    for (int i = 0; i < 30; ++i) most_are_alone.AddEntry(Record(kNow, "/srv/www/other"));
    CPPUNIT_ASSERT(!most_are_alone.Found());
  }

  void SettingsOfTz() {
    CPPUNIT_ASSERT_EQUAL(std::string("UTC"), ZoneSetting(0));
    CPPUNIT_ASSERT_EQUAL(std::string("UTC-9"), ZoneSetting(9 * kHour));
    CPPUNIT_ASSERT_EQUAL(std::string("UTC+5"), ZoneSetting(-5 * kHour));
    CPPUNIT_ASSERT_EQUAL(std::string("UTC-5:30"), ZoneSetting(5 * kHour + 1800));
  }

 private:
  static ScanRecord Record(int64_t time_us, std::string_view path) {
    ScanRecord record;
    record.time_us = time_us;
    record.client = ClientAddress::Parse("192.0.2.4").value();
    record.entry.uri = path;
    return record;
  }

  // So many requests, half a minute or so apart, whose entries seem to come `seconds` later.
  static ZoneShift Shifted(int64_t seconds, int requests) {
    ZoneShift shift(&IsPathOf);
    int64_t at = kNow;
    for (int i = 0; i < requests; ++i, at += (31 + i * 7) * kSecond) {
      const std::string path = "/x" + std::to_string(i);
      shift.AddAnswer(Record(at / kSecond * kSecond + kSecond, path));
      shift.AddEntry(Record(at + seconds * kSecond + 250'000, "/srv/www" + path));
    }
    return shift;
  }

  static void Use(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ZoneShiftTest);

}  // namespace
}  // namespace errwatch::cli
