#include "cli/logs/log_streams.h"

#include <cppunit/extensions/HelperMacros.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "unit/gzip.h"
#include "unit/scan_plan_fixture.h"

namespace errwatch::cli {
namespace {

class LogStreamsTest : public ScanPlanFixture {
  CPPUNIT_TEST_SUITE(LogStreamsTest);
  CPPUNIT_TEST(FilesComeInTheOrderOfTheirFirstTime);
  CPPUNIT_TEST(LogsOfOneTimeAreMerged);
  CPPUNIT_TEST(NewestFirstIsReadFromItsEnd);
  CPPUNIT_TEST(TheHourThatClocksRepeat);
  CPPUNIT_TEST(WhatCannotBeReadIsSaid);
  CPPUNIT_TEST(CopiesBeginAlike);
  CPPUNIT_TEST(WhatIsNoCopy);
  CPPUNIT_TEST_SUITE_END();

 public:
  void FilesComeInTheOrderOfTheirFirstTime() {
    const std::string late = files_.Write("late.log", Line(20, "c") + Line(21, "d"));
    const std::string early = files_.Write("early.log", Line(10, "a") + Line(11, "b"));
    CPPUNIT_ASSERT_EQUAL(std::string("early.log:1 early.log:2 late.log:1 late.log:2 "),
                         Visited({late, early}));
  }

  void LogsOfOneTimeAreMerged() {
    const std::string one = files_.Write("one.log", Line(10, "a") + Line(12, "c"));
    const std::string other = files_.Write("other.log", Line(11, "b") + Line(13, "d"));
    CPPUNIT_ASSERT_EQUAL(std::string("one.log:1 other.log:1 one.log:2 other.log:2 "), Visited({other, one}));
  }

  void NewestFirstIsReadFromItsEnd() {
    const std::string one = files_.Write("one.log", Line(30, "d") + Line(12, "c") + Line(10, "a"));
    const std::string other = files_.Write("other.log", Line(11, "b") + Line(31, "e"));
    CPPUNIT_ASSERT_EQUAL(std::string("one.log:3 other.log:1 one.log:2 one.log:1 other.log:2 "),
                         Visited({other, one}));
  }

  // Over many blocks, which threads read in any order.
  void TheHourThatClocksRepeat() {
    ::setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    ::tzset();
    std::string log;
    constexpr int kLinesAMinute = 40;
    for (int minute = 60; minute < 4 * 60; ++minute) {  // 01:00 to 02:59, and 02:00 to 02:59 once more
      const int shown = minute < 180 ? minute : minute - 60;
      char time[64];
      std::snprintf(time, sizeof time, "Sun Oct 25 %02d:%02d:00.000000 2026", shown / 60, shown % 60);
      for (int i = 0; i < kLinesAMinute; ++i)
        log.append("[").append(time).append(
            "] [core:info] [pid 9] [client 192.0.2.4:1] AH00128: File does not "
            "exist: /srv/www/some/long/path/to/nothing/at/all/wp-login.php\n");
    }
    const std::string path = files_.Write("a.log", log);
    plan_.now_us = int64_t{1'793'000'000} * 1'000'000;
    BlockPool pool(plan_, 3);
    LogStreams streams(pool, {path}, plan_);
    int64_t last = INT64_MIN, first = INT64_MAX, back = 0;
    streams.Run(
        [&](const ScanRecord& record, std::size_t, uint64_t) {
          first = std::min(first, *record.time_us);
          back += *record.time_us < last;
          last = *record.time_us;
        },
        [](const ScanBlock&, std::size_t, uint64_t) {});
    ::setenv("TZ", "UTC", 1);
    ::tzset();
    CPPUNIT_ASSERT_EQUAL(int64_t{0}, back);
    CPPUNIT_ASSERT_EQUAL(int64_t{179} * 60 * 1'000'000, last - first);
  }

  void WhatCannotBeReadIsSaid() {
    BlockPool pool(plan_, 1);
    const LogStreams streams(pool, {files_.path() + "/none.log", files_.Write("a.log", Line(1, "a"))}, plan_);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, streams.files().size());
    CPPUNIT_ASSERT(streams.files()[0].error.find("none.log") != std::string::npos);
    CPPUNIT_ASSERT(streams.files()[1].error.empty() && streams.files()[1].first_us != INT64_MIN);
  }

  void CopiesBeginAlike() {
    const std::string log = Line(1, "a") + Line(2, "b");
    const std::string plain = files_.Write("a.log", log);
    const std::string packed = files_.Write("b.log.gz", Gzip(log));
    const std::string longer = files_.Write("c.log", "words of a child\n" + log + Line(3, "c"));
    const std::vector<std::string> notes = Copies({plain, packed, longer});
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, notes.size());
    CPPUNIT_ASSERT_EQUAL_MESSAGE(notes[0], std::size_t{0},
                                 notes[0].find(packed + " begins as " + plain + " does: "));
    CPPUNIT_ASSERT_EQUAL_MESSAGE(notes[1], std::size_t{0},
                                 notes[1].find(longer + " begins as " + plain + " does: "));
  }

  // Where no line has a time nothing is known of the beginning.
  void WhatIsNoCopy() {
    const std::string a = files_.Write("a.log", Line(1, "a") + Line(2, "b"));
    const std::string b = files_.Write("b.log", Line(1, "A") + Line(2, "b"));
    const std::string c = files_.Write("c.log", Line(2, "b"));
    const std::string d = files_.Write("d.log", "words\n"), e = files_.Write("e.log", "words\n");
    const std::string f = files_.Write("f.log", ""), g = files_.Write("g.log", "");
    CPPUNIT_ASSERT(Copies({a, b, c, d, e, f, g, files_.path() + "/none.log"}).empty());
  }

 private:
  static std::string Line(int second, const std::string& path) {
    return LineAt(second, "core:info", "192.0.2.4", "AH00128: File does not exist: /srv/" + path);
  }

  std::vector<std::string> Copies(const std::vector<std::string>& paths) {
    BlockPool pool(plan_, 1);
    return LogStreams(pool, paths, plan_).Copies();
  }

  // "a.log:1 a.log:2 "
  std::string Visited(const std::vector<std::string>& paths) {
    BlockPool pool(plan_, 1);
    LogStreams streams(pool, paths, plan_);
    std::string text;
    streams.Run(
        [&](const ScanRecord&, std::size_t file, uint64_t line) {
          const std::string& path = streams.files()[file].path;
          text += path.substr(path.rfind('/') + 1) + ":" + std::to_string(line) + " ";
        },
        [](const ScanBlock&, std::size_t, uint64_t) {});
    return text;
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(LogStreamsTest);

}  // namespace
}  // namespace errwatch::cli
