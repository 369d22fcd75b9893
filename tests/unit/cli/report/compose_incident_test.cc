#include <cppunit/extensions/HelperMacros.h>

#include "cli/report/advice.h"
#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

std::string IncidentsOf(const IncidentReport& report, std::size_t most = 20) {
  Document document("t");
  ComposeIncidents(report, most, document);
  std::string text;  // without line breaks that depend on widths
  for (const DocumentBlock& block : document.blocks()) {
    for (const Line& line : block.lines) text += TextOf(line) + "\n";
    for (const auto& [name, value] : block.facts) text += TextOf(name) + ": " + TextOf(value) + "\n";
    for (const auto& row : block.table.rows) {
      for (const Line& cell : row) text += TextOf(cell) + "\t";
      text += "\n";
    }
  }
  return text;
}

class ComposeIncidentTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ComposeIncidentTest);
  CPPUNIT_TEST(WhoWhatAndHowFar);
  CPPUNIT_TEST(WhatWasDone);
  CPPUNIT_TEST(WhoseBlockItIs);
  CPPUNIT_TEST(WhatToDo);
  CPPUNIT_TEST(AdviceIsSaidOnce);
  CPPUNIT_TEST(HowFarItWent);
  CPPUNIT_TEST(TheAccessLog);
  CPPUNIT_TEST(SaysHowManyItLeavesOut);
  CPPUNIT_TEST_SUITE_END();

 public:
  void WhoWhatAndHowFar() {
    const std::string text = IncidentsOf(ReportOf(TraversalLog()).report);
    for (const char* part :
         {"Incident 1: path traversal or file inclusion, 192.0.2.4\n", "who: 192.0.2.4\n", "T1083",
          "not known: the logs do not say", "102\ttraversal", "error.log:1\t", "error.log:4\t"})
      CPPUNIT_ASSERT_MESSAGE(part + text, Contains(text, part));
  }

  void WhatWasDone() {
    ReportOf made(TraversalLog());
    CPPUNIT_ASSERT(
        Contains(IncidentsOf(made.report),
                 "what was done: would have been blocked at 2026-11-22 10:00:02 until 2026-11-22 11:00:02; "
                 "entries in that time: 1\n"));
    std::vector<BlockSpan>& blocks = made.report.incidents[0].sum.blocks;
    blocks[0].recorded = true;
    CPPUNIT_ASSERT(Contains(IncidentsOf(made.report), "what was done: blocked at 2026-11-22 10:00:02 until"));
    blocks[0].let_in_us = kTenUs + 61'000'000;
    CPPUNIT_ASSERT(Contains(IncidentsOf(made.report),
                            "blocked at 2026-11-22 10:00:02, let back in at 2026-11-22 10:01:01; entries"));
    blocks[0].let_in_us = kNoTime;
    blocks[0].from_us = kNoTime;
    CPPUNIT_ASSERT(Contains(IncidentsOf(made.report), "blocked until 2026-11-22 11:00:02 by the state file"));
    blocks[0].until_us = 0;
    blocks[0].recorded = false;
    blocks[0].from_us = kTenUs;
    CPPUNIT_ASSERT(
        Contains(IncidentsOf(made.report), "over the limit at 2026-11-22 10:00:00, reported only"));
    blocks.clear();
    CPPUNIT_ASSERT(Contains(IncidentsOf(made.report), "nothing: no limit was reached"));
    made.report.doubts.untimed = true;
    CPPUNIT_ASSERT(Contains(IncidentsOf(made.report), "limits need times"));
  }

  void WhoseBlockItIs() {
    ReportOf made(TraversalLog());
    Incident& incident = made.report.incidents[0];
    CPPUNIT_ASSERT(!Contains(IncidentsOf(made.report), "192.0.2.4: would have been blocked"));
    incident.clients.push_back({AddressOf("192.0.2.5"), 1});
    CPPUNIT_ASSERT(Contains(IncidentsOf(made.report), "192.0.2.4: would have been blocked"));
  }

  void WhatToDo() {
    ReportOf made(TraversalLog());
    made.report.incidents[0].sum.AddSign({SignKind::kUploadUsed, 1, "x.php", SampleOf(AttackAt(1))});
    const std::string text = IncidentsOf(made.report);
    for (const Category category : {Category::kPathTraversal, Category::kMalwareUpload}) {
      const Advice& advice = AdviceFor(category);
      for (const PhraseTexts& part : {advice.weakness, advice.close, advice.contain, advice.investigate,
                                      advice.fix, advice.tell, advice.prevent})
        CPPUNIT_ASSERT_MESSAGE(std::string(part.front()), Contains(text, part.front()));
    }
  }

  void AdviceIsSaidOnce() {
    std::string log = TraversalLog();
    for (int i = 0; i < 3; ++i)
      log += LineAt(i + 20, "core:info", "198.51.100.4",
                    "AH00128: /else/" + std::to_string(i) + "where/../etc/passwd");
    const ReportOf made(log);
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, made.report.incidents.size());
    const std::string text = IncidentsOf(made.report);
    const std::string_view close = AdviceFor(Category::kPathTraversal).close.front();
    CPPUNIT_ASSERT_EQUAL(text.find(close), text.rfind(close));
    CPPUNIT_ASSERT(Contains(text, "As said of incident 1: path traversal or file inclusion."));
  }

  void HowFarItWent() {
    ReportOf made(TraversalLog());
    Activity& sum = made.report.incidents[0].sum;
    sum.answered = 2;
    CPPUNIT_ASSERT(Contains(IncidentsOf(made.report), "was a refusal (2 of 4 are known)"));
    sum.good = 1;
    CPPUNIT_ASSERT(Contains(IncidentsOf(made.report), "answered with a success: 1 requests"));
    sum.AddSign({SignKind::kAnswered, 1, {}, SampleOf(AttackAt(1))});
    CPPUNIT_ASSERT(Contains(IncidentsOf(made.report), "signs that it succeeded: 1"));
  }

  void TheAccessLog() {
    ReportOf made(TraversalLog());
    made.report.trails.resize(1);
    CPPUNIT_ASSERT(Contains(IncidentsOf(made.report), "None of its requests is in the access logs"));
    Trail& trail = made.report.trails[0];
    trail.requests = 7;
    trail.first_us = trail.last_us = kTenUs;
    trail.statuses.Add(uint16_t{200}, 2);
    trail.statuses.Add(uint16_t{404}, 5);
    trail.shown.resize(1);
    trail.shown[0].request = "GET /x";
    const std::string text = IncidentsOf(made.report);
    CPPUNIT_ASSERT_MESSAGE(text, Contains(text, "by status: 200: 2, 404: 5") && Contains(text, "GET /x"));
    CPPUNIT_ASSERT(Contains(text, "answered with a success: 2 requests"));
  }

  void SaysHowManyItLeavesOut() {
    ReportOf made(TraversalLog());
    made.report.incidents.resize(5, made.report.incidents[0]);
    CPPUNIT_ASSERT(Contains(IncidentsOf(made.report, 2), "not told one by one: 3 (--most N"));
    CPPUNIT_ASSERT(Contains(IncidentsOf(made.report, 0), "Incident 5: "));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ComposeIncidentTest);

}  // namespace
}  // namespace errwatch::cli
