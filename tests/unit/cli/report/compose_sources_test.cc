#include <cppunit/extensions/HelperMacros.h>
#include <sys/stat.h>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

std::string SourcesText(const IncidentReport& report, std::size_t most = 20) {
  Document document("t");
  ComposeChangedFiles(report, most, document);
  ComposeSources(report, document);
  return DocumentText(document, false);
}

class ComposeSourcesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ComposeSourcesTest);
  CPPUNIT_TEST(WhatWasRead);
  CPPUNIT_TEST(Doubts);
  CPPUNIT_TEST(FilesOnDisk);
  CPPUNIT_TEST(WithoutTimesNoFiles);
  CPPUNIT_TEST(SaysWhatIsHidden);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhatWasRead() {
    ReportOf made(TraversalLog());
    made.report.sources[0].lines = 4;
    made.report.sources[0].trouble = "is cut\x1b off";
    const std::string text = SourcesText(made.report);
    CPPUNIT_ASSERT_MESSAGE(text, Contains(text, "error log  error.log      4"));
    CPPUNIT_ASSERT_MESSAGE(text,
                           Contains(text, "is cut\\x1b off") && Contains(text, "rules and the limits of"));
    CPPUNIT_ASSERT(!Contains(text, "Files that changed"));
  }

  void Doubts() {
    ReportOf made(TraversalLog());
    made.report.doubts.no_answers = true;
    made.report.doubts.unusable = 3;
    made.report.doubts.others = {"something else"};
    std::string text;
    for (const Line& line : DoubtsOf(made.report, Language::kEnglish)) text += TextOf(line) + "\n";
    for (const char* part :
         {"--access-log", "could not be read: 3.", "something else", "An address is not a person"})
      CPPUNIT_ASSERT_MESSAGE(part + text, Contains(text, part));
    CPPUNIT_ASSERT(!Contains(text, "Lines left out"));
  }

  void FilesOnDisk() {
    ReportOf made(TraversalLog());
    made.report.docroot = "/srv/www";
    made.report.changed.emplace();
    ChangedFiles& changed = *made.report.changed;
    changed.directory = "/srv/www";
    changed.since_us = kTenUs;
    CPPUNIT_ASSERT(Contains(SourcesText(made.report), "None."));
    ChangedFile file;
    file.path = "/x\x1b.php";
    file.changed_us = kTenUs;
    file.mode = S_IFREG | 0640;
    file.owner = "www-data";
    file.digest = std::string(64, 'a');
    file.runs = file.asked_for = true;
    changed.files = {file, file, file};
    changed.changed = 9;
    changed.unread = 2;
    changed.cut = true;
    changed.looked_at = 77;
    const std::string text = SourcesText(made.report, 2);
    for (const char* part :
         {"/x\\x1b.php", "script or program; asked for by a hostile client", "www-data", "0640", "aaaaaaaa",
          "not listed: 7.", "could not be read: 2.", "ended after 77 files"})
      CPPUNIT_ASSERT_MESSAGE(part + text, Contains(text, part));
  }

  void WithoutTimesNoFiles() {
    ReportOf made(TraversalLog());
    made.report.docroot = "/srv/www";
    CPPUNIT_ASSERT(Contains(SourcesText(made.report), "Not looked for"));
  }

  void SaysWhatIsHidden() {
    CPPUNIT_ASSERT(Contains(SourcesText(ReportOf(TraversalLog(), InputKind::kLog, true).report),
                            "Anonymized: addresses"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ComposeSourcesTest);

}  // namespace
}  // namespace errwatch::cli
