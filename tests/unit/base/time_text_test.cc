#include "base/time_text.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cmath>
#include <ctime>
#include <limits>

#include "pages/render.h"

namespace errwatch {
namespace {

class TimeTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TimeTextTest);
  CPPUNIT_TEST(FormatsTimes);
  CPPUNIT_TEST(AgreesWithTheCLibrary);
  CPPUNIT_TEST(FormatsSpans);
  CPPUNIT_TEST(FormatsNumbers);
  CPPUNIT_TEST_SUITE_END();

  void FormatsTimes() {
    CPPUNIT_ASSERT_EQUAL(std::string("2020-01-01T00:00:00.000Z"), FormatTime(Tick{0}));
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22T10:00:00.120Z"),
                         FormatTime(TickFromUnixMs(1'795'341'600'120)));
    CPPUNIT_ASSERT_EQUAL(std::string("2024-02-29T23:59:59.990Z"),
                         FormatTime(TickFromUnixMs(1'709'251'199'999)));
    CPPUNIT_ASSERT_EQUAL(std::string("2026-11-22 10:00:00"),
                         FormatTimeShort(TickFromUnixMs(1'795'341'600'120)));
    // Beyond what a tick can hold (a broken state file) the last moment is shown.
    CPPUNIT_ASSERT_EQUAL(FormatTime(Tick{kMaxTick}), FormatTime(Tick{~uint64_t{0}}));
    CPPUNIT_ASSERT_EQUAL(std::string("2063"), FormatTime(Tick{kMaxTick}).substr(0, 4));
  }

  void AgreesWithTheCLibrary() {
    for (uint64_t tick = 0; tick <= kMaxTick; tick += kMaxTick / 9973) {
      const std::time_t seconds = static_cast<std::time_t>(UnixMs(Tick{tick}) / 1000);
      std::tm broken{};
      char text[32];
      std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", gmtime_r(&seconds, &broken));
      CPPUNIT_ASSERT_EQUAL(std::string(text), FormatTimeShort(Tick{tick}));
    }
  }

  void FormatsSpans() {
    struct Case {
      int64_t seconds;
      std::string text;
    };
    const Case cases[] = {{-5, "0s"},          {0, "0s"},          {59, "59s"},      {60, "1m 00s"},
                          {545, "9m 05s"},     {3599, "59m 59s"},  {3600, "1h 00m"}, {9000, "2h 30m"},
                          {86'399, "23h 59m"}, {273'600, "3d 04h"}};
    for (const Case& c : cases) CPPUNIT_ASSERT_EQUAL(c.text, FormatSpan(Milliseconds(c.seconds * 1000)));
    CPPUNIT_ASSERT_EQUAL(std::string("59s"), FormatSpan(Milliseconds(59'999)));
    CPPUNIT_ASSERT_EQUAL(std::string("1m 30s"), FormatSpan(Tick{1000}, Tick{10'000}));
    CPPUNIT_ASSERT_EQUAL(std::string("0s"), FormatSpan(Tick{1001}, Tick{1000}));
    CPPUNIT_ASSERT_EQUAL(FormatSpan(DurationOf(kMaxTick)), FormatSpan(Tick{0}, Tick{~uint64_t{0}}));
  }

  void FormatsNumbers() {
    CPPUNIT_ASSERT_EQUAL(std::string("0"), FormatCount(0));
    CPPUNIT_ASSERT_EQUAL(std::string("999"), FormatCount(999));
    CPPUNIT_ASSERT_EQUAL(std::string("1,000"), FormatCount(1000));
    CPPUNIT_ASSERT_EQUAL(std::string("18,446,744,073,709,551,615"), FormatCount(~uint64_t{0}));
    CPPUNIT_ASSERT_EQUAL(std::string("7"), FormatScore(7));
    CPPUNIT_ASSERT_EQUAL(std::string("7.3"), FormatScore(7.26));
    CPPUNIT_ASSERT_EQUAL(std::string("8"), FormatScore(7.96));
    CPPUNIT_ASSERT_EQUAL(std::string("0"), FormatScore(-1));
    CPPUNIT_ASSERT_EQUAL(std::string("0"), FormatScore(std::numeric_limits<double>::quiet_NaN()));
    CPPUNIT_ASSERT_EQUAL(std::string("1000000000000000"),
                         FormatScore(std::numeric_limits<double>::infinity()));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(TimeTextTest);

}  // namespace
}  // namespace errwatch
