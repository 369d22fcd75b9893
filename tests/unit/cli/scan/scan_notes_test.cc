#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>

#include "cli/scan/scan_report.h"
#include "unit/scanned_log.h"

namespace errwatch::cli {
namespace {

class ScanNotesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ScanNotesTest);
  CPPUNIT_TEST(WhatTheReaderShouldKnow);
  CPPUNIT_TEST(LongListsAreCutAndSaySo);
  CPPUNIT_TEST(WhetherAnybodyIsJudged);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatTheReaderShouldKnow() {
    CPPUNIT_ASSERT(ScanNotes(ScannedLog("").report).empty());
    ScannedLog log("\nwords\n[core:info] [client 192.0.2.250:1] AH00128: x\n");
    log.report.files[0].error = "error.log: cut short";
    log.report.tally.filtered = 1234;
    log.report.tally.limited = 2;
    log.report.coverage.rules = 6;
    log.report.coverage.hidden = {101, 103};
    log.report.coverage.log_level = "LogLevel warn core:info";
    log.report.coverage_basis = "warn";
    const std::vector<std::string> notes = ScanNotes(log.report);
    for (const char* text :
         {"error.log: cut short", "1 lines were empty", "1 lines have nothing", "2 lines have no time",
          "1,234 lines were left out", "2 entries ran into the match limit",
          "1 entries came from clients on the allow list", "2 of 6 rules could not see",
          "LogLevel warn core:info would show it (without the modules that are not loaded"}) {
      CPPUNIT_ASSERT_MESSAGE(text, std::any_of(notes.begin(), notes.end(), [&](const std::string& note) {
                               return note.find(text) != std::string::npos;
                             }));
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{8}, notes.size());
    log.report.of_log = true;
    CPPUNIT_ASSERT(ScanNotes(log.report)[0].starts_with("an error log holds no credentials"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{9}, ScanNotes(log.report).size());
    // With an access log successes and forms are there; passwords are in neither.
    log.report.files[0].input.kind = InputKind::kLog;
    log.report.files[0].of_httpd = 1;
    log.report.files.push_back(log.report.files[0]);
    log.report.files.back().error.clear();
    log.report.files.back().input.kind = InputKind::kAccess;
    CPPUNIT_ASSERT(ScanNotes(log.report)[0].starts_with("an access log holds no bodies"));
    CPPUNIT_ASSERT(ScanNotes(log.report)[1].starts_with("neither log holds passwords"));
  }

  void LongListsAreCutAndSaySo() {
    ScannedLog log(LogIns(1, "192.0.2.4"));
    log.report.files.clear();
    for (int i = 0; i < 1234; ++i) {
      LogFile file;
      file.error = std::to_string(i) + ": cut short";
      log.report.files.push_back(file);
    }
    const std::size_t all = ScanNotes(log.report).size();
    CPPUNIT_ASSERT(all >= 1234);
    const std::vector<std::string> some = ScanNotes(log.report, 20);
    CPPUNIT_ASSERT_EQUAL(all - 1234 + 21, some.size());
    CPPUNIT_ASSERT(std::ranges::count(
                       some, "1,214 more files or parts of files were not read (--most N, 0 = all)") == 1);
  }

  void WhetherAnybodyIsJudged() {
    ScanReport report;
    report.of_log = true;
    CPPUNIT_ASSERT(HowJudged(report) == Judged::kYes);  // nothing was written to it yet
    report.tally.lines = 3;
    CPPUNIT_ASSERT(HowJudged(report) == Judged::kUnreadable);
    report.tally.of_httpd = 1;
    CPPUNIT_ASSERT(HowJudged(report) == Judged::kNoTimes);
    report.tally.first_us = report.tally.last_us = 1;
    CPPUNIT_ASSERT(HowJudged(report) == Judged::kYes && WhyNotJudged(Judged::kYes).empty());
    CPPUNIT_ASSERT(!WhyNotJudged(Judged::kNoTimes).empty() && !WhyNotJudged(Judged::kUnreadable).empty());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScanNotesTest);

}  // namespace
}  // namespace errwatch::cli
