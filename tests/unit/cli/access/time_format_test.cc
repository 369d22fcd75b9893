#include "cli/access/time_format.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "cli/access/access_time.h"

namespace errwatch::cli {
namespace {

class TimeFormatTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TimeFormatTest);
  CPPUNIT_TEST(ReadsWhatStrftimeWrites);
  CPPUNIT_TEST(RefusesWhatIsNoTime);
  CPPUNIT_TEST(SameSecondsAreReadOnce);
  CPPUNIT_TEST(TimesOfJson);
  CPPUNIT_TEST_SUITE_END();

 public:
  void ReadsWhatStrftimeWrites() {
    const char* const kSame[][2] = {
        {"", "22/Nov/2026:10:00:00 +0000"},
        {"%a %A %d %B %Y %H:%M:%S %Z", "Sun Sunday 22 November 2026 10:00:00 UTC"},
        {"%e.%m.%y %k:%M:%S %z", "22.11.26 10:00:00 +0000"},
        {"%e/%b/%Y %l:%M:%S %p %z", "22/Nov/2026 10:00:00 AM +0000"},
        {"%F %T %j %u %w %V %C %%%n%t%z", "2026-11-22 10:00:00 326 7 0 47 20 %\n\t+0000"},
        {"%s", "1795341600"},
    };
    for (const auto& [format, text] : kSame) {
      TimeParts parts;
      const std::string behind = std::string(text) + "] ";
      CPPUNIT_ASSERT_EQUAL_MESSAGE(format, std::string(text).size(),
                                   TimeFormat::Parse(format).value().Read(behind, parts).value_or(0));
      CPPUNIT_ASSERT_EQUAL_MESSAGE(format, kTen, times_.Join(parts).value_or(0));
    }
    TimeParts evening;
    TimeFormat::Parse("%d/%m/%Y %I:%M:%S %p %z").value().Read("22/11/2026 12:00:00 PM +0200", evening);
    CPPUNIT_ASSERT_EQUAL(kTen, times_.Join(evening).value_or(0));
  }

  void RefusesWhatIsNoTime() {
    for (const char* text : {"", "22/Nov/2026", "32/Nov/2026:10:00:00 +0000", "22/Nox/2026:10:00:00 +0000",
                             "22/Nov/2026:24:00:00 +0000", "22/Nov/2026:10:00:00 +00"})
      CPPUNIT_ASSERT_MESSAGE(text, !times_.OfCommon(text));
    CPPUNIT_ASSERT(!TimeFormat::Parse("%"));
    CPPUNIT_ASSERT(!times_.Join(TimeParts()));
  }

  void SameSecondsAreReadOnce() {
    for (int i = 0; i < 2; ++i)
      CPPUNIT_ASSERT_EQUAL(kTen, times_.OfCommon("22/Nov/2026:10:00:00 +0000").value_or(0));
    CPPUNIT_ASSERT_EQUAL(kTen + 1'000'000, times_.OfCommon("22/Nov/2026:10:00:01 +0000").value_or(0));
    CPPUNIT_ASSERT_EQUAL(kTen - 3'600'000'000, times_.OfCommon("22/Nov/2026:10:00:00 +0100").value_or(0));
  }

  void TimesOfJson() {
    bool whole = false;
    for (const char* text : {"[22/Nov/2026:10:00:00 +0000]", "2026-11-22T10:00:00Z",
                             "2026-11-22 11:00:00+01:00", "1795341600"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, kTen, times_.OfAny(text, whole).value_or(0));
      CPPUNIT_ASSERT(whole);
    }
    for (const char* text : {"2026-11-22T10:00:00.125Z", "1795341600.125", "1795341600125",
                             "2026-11-22T10:00:00,125000000+00:00"}) {
      CPPUNIT_ASSERT_EQUAL_MESSAGE(text, kTen + 125'000, times_.OfAny(text, whole).value_or(0));
      CPPUNIT_ASSERT(!whole);
    }
    for (const char* text :
         {"", "yesterday", "2026-11-22", "2026-11-22T10:00:00 CEST", "17953416001", "0.125"})
      CPPUNIT_ASSERT_MESSAGE(text, !times_.OfAny(text, whole));
  }

 private:
  static constexpr int64_t kTen = 1'795'341'600'000'000;  // 2026-11-22T10:00:00Z
  TimeOfParts times_;
};

CPPUNIT_TEST_SUITE_REGISTRATION(TimeFormatTest);

}  // namespace
}  // namespace errwatch::cli
