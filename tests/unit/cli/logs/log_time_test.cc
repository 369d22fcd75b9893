#include "cli/logs/log_time.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdlib>
#include <ctime>
#include <string>

#include "cli/logs/entry_json.h"

namespace errwatch::cli {
namespace {

constexpr int64_t kNow = 1'795'000'000'000'000;  // 2026-11-18T...

class LogTimeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(LogTimeTest);
  CPPUNIT_TEST(ReadsEveryForm);
  CPPUNIT_TEST(SameSecondIsNotReadAgain);
  CPPUNIT_TEST(LocalTimeFollowsTheZone);
  CPPUNIT_TEST(SyslogTimesGetTheLatestYear);
  CPPUNIT_TEST(RefusesWhatIsNoTime);
  CPPUNIT_TEST(TimesThatCannotBe);
  CPPUNIT_TEST_SUITE_END();

 public:
  void setUp() override { UseZone("UTC"); }
  void tearDown() override { UseZone("UTC"); }

  void ReadsEveryForm() {
    const char* const kForms[][2] = {
        {"Mon May 26 01:54:43.739790 2025", "2025-05-26T01:54:43.739790Z"},
        {"Sun Jan  2 23:48:19 2005", "2005-01-02T23:48:19.000000Z"},
        {"Sun Aug 5 16:23:04 2001", "2001-08-05T16:23:04.000000Z"},
        {"Fri Mar 15 10:12:48.1234 2024", "2024-03-15T10:12:48.123400Z"},
        {"Thu Feb 29 23:59:59 2024", "2024-02-29T23:59:59.000000Z"},
        {"Sat Jan 01 00:00:00 2000", "2000-01-01T00:00:00.000000Z"},
        {"2025-07-22 15:45:51.323610 +0200", "2025-07-22T13:45:51.323610Z"},
        {"2025-07-22T15:45:51.323610-02:30", "2025-07-22T18:15:51.323610Z"},
        {"2026-11-22T10:00:00Z", "2026-11-22T10:00:00.000000Z"},
        {"2026-11-22T10:00:00.123456789Z", "2026-11-22T10:00:00.123456Z"},
        {"2020-08-13 22:08:15.384580", "2020-08-13T22:08:15.384580Z"},
        {"01/Mar/2021:12:00:19 +0000", "2021-03-01T12:00:19.000000Z"},
        {"2025 Mar  1 10:00:00", "2025-03-01T10:00:00.000000Z"},
        {"Fri 2024-08-23 23:19:57.5 UTC", "2024-08-23T23:19:57.500000Z"},
        {"Fri 2024-08-23 23:19:57 CEST", "2024-08-23T23:19:57.000000Z"},  // TZ is UTC here
        {"1724455197", "2024-08-23T23:19:57.000000Z"},
        {"1724455197.587414", "2024-08-23T23:19:57.587414Z"},
        {"1724455197.5", "2024-08-23T23:19:57.500000Z"},
        {"1724455197587", "2024-08-23T23:19:57.587000Z"},
        {"1724455197587414", "2024-08-23T23:19:57.587414Z"},
        {"1724455197587414123", "2024-08-23T23:19:57.587414Z"},
    };
    LogClock clock(kNow);
    for (const auto& form : kForms) {
      const auto time = clock.Parse(form[0]);
      CPPUNIT_ASSERT_MESSAGE(form[0], time.has_value());
      CPPUNIT_ASSERT_EQUAL_MESSAGE(form[0], std::string(form[1]), FormatMicros(*time));
    }
  }

  // What is remembered of the last line must not show.
  void SameSecondIsNotReadAgain() {
    const char* const kTimes[] = {"Mon May 26 01:54:43.739790 2025", "Mon May 26 01:54:43.000001 2025",
                                  "Mon May 26 01:54:44.000002 2025", "Mon May 26 01:54:44.000003 2026",
                                  "Mon May 26 01:54:44.00000x 2026", "Mon May 26 01:54:44.000004 2026",
                                  "Mon Jun 26 01:54:44.000005 2026", "2025-07-22 15:45:51.32361 +0200",
                                  "2025-07-22 15:45:51.32362 +0300", "Mon May 26 01:54:43.739790 2025",
                                  "Mon May 26 01:54:43 2025"};
    LogClock clock(kNow);
    for (const char* text : kTimes) {
      LogClock fresh(kNow);
      CPPUNIT_ASSERT_MESSAGE(text, fresh.Parse(text) == clock.Parse(text));
      CPPUNIT_ASSERT_MESSAGE(text, fresh.Parse(text) == clock.Parse(text));
    }
  }

  void LocalTimeFollowsTheZone() {
    UseZone("CET-1CEST,M3.5.0,M10.5.0/3");
    LogClock clock(kNow);
    CPPUNIT_ASSERT_EQUAL(std::string("2025-01-10T11:00:00.000000Z"),
                         FormatMicros(*clock.Parse("Fri Jan 10 12:00:00 2025")));
    CPPUNIT_ASSERT_EQUAL(std::string("2025-07-10T10:00:00.000000Z"),
                         FormatMicros(*clock.Parse("Thu Jul 10 12:00:00 2025")));
    CPPUNIT_ASSERT_EQUAL(std::string("2025-01-10T11:30:00.000000Z"),
                         FormatMicros(*clock.Parse("Fri Jan 10 12:30:00 2025")));
    // the night of the change: 01:59 is still winter time, 03:00 summer time
    CPPUNIT_ASSERT_EQUAL(std::string("2025-03-30T00:59:00.000000Z"),
                         FormatMicros(*clock.Parse("Sun Mar 30 01:59:00 2025")));
    CPPUNIT_ASSERT_EQUAL(std::string("2025-03-30T01:00:00.000000Z"),
                         FormatMicros(*clock.Parse("Sun Mar 30 03:00:00 2025")));
    // a written zone wins
    CPPUNIT_ASSERT_EQUAL(std::string("2025-07-10T12:00:00.000000Z"),
                         FormatMicros(*clock.Parse("2025-07-10T12:00:00Z")));
  }

  void SyslogTimesGetTheLatestYear() {
    LogClock clock(kNow);
    CPPUNIT_ASSERT_EQUAL(std::string("2026-02-16T22:32:48.000000Z"),
                         FormatMicros(*clock.Parse("Feb 16 22:32:48")));
    CPPUNIT_ASSERT_EQUAL(std::string("2025-12-24T22:32:48.000000Z"),
                         FormatMicros(*clock.Parse("Dec 24 22:32:48")));
  }

  // Whoever asks for entries since then may say so.
  void TimesThatCannotBe() {
    LogClock clock(NowMicros());
    for (const char* text :
         {"Mon May 26 01:54:43.739790 1969", "Mon May 26 01:54:43 9999", "1970-01-01T00:00:00Z",
          "01/Jan/1970:00:00:00 +0000", "0000000001", "9999999999"}) {
      CPPUNIT_ASSERT_MESSAGE(text, clock.Parse(text).has_value());
      CPPUNIT_ASSERT_MESSAGE(text, !clock.ParseOfLog(text));
    }
    // No year at all, that of today would be taken for.
    for (const char* text : {"Mon May 26 01:54:43 0000", "0000-05-26 01:54:43", "26/May/0000:01:54:43 +0000"})
      CPPUNIT_ASSERT_MESSAGE(text, !clock.Parse(text));
    CPPUNIT_ASSERT(clock.ParseOfLog("Mon May 26 01:54:43.739790 1997").has_value());
  }

  void RefusesWhatIsNoTime() {
    LogClock clock(kNow);
    for (const char* none :
         {"", "yesterday", "Mon May 26 01:54 2025", "Mon Foo 26 01:54:43 2025", "Mon May 26 25:54:43 2025",
          "2025-13-01 00:00:00", "2025-07-22 15:45:51 +99", "Mon May 26 01:54:43 2025 x", "01/Mar/2021",
          "2025-00-10T00:00:00Z", "Mon May 00 01:54:43 2025"}) {
      CPPUNIT_ASSERT_MESSAGE(none, !clock.Parse(none).has_value());
    }
  }

 private:
  static void UseZone(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LogTimeTest);

}  // namespace
}  // namespace errwatch::cli
