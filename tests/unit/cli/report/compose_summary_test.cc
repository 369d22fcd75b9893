#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

std::string SummaryOf(const IncidentReport& report) {
  Document document("t");
  ComposeSummary(report, 20, document);
  return DocumentText(document, false);
}

class ComposeSummaryTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ComposeSummaryTest);
  CPPUNIT_TEST(Facts);
  CPPUNIT_TEST(SuccessesComeBeforeEverythingElse);
  CPPUNIT_TEST(OfNothing);
  CPPUNIT_TEST(NetworksAreNotShownWhereAddressesAreHidden);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Facts() {
    const std::string text = SummaryOf(ReportOf(TraversalLog()).report);
    for (const char* part :
         {"2026-11-22 10:00:00 to 2026-11-22 10:00:10 UTC (10s)", "  incidents:           1\n",
          "none was seen", "1 would have been by the limits of ", "entries after that: 1",
          "1 clients whose 1 entries alone", "  path_traversal  ", "192.0.2.0/24", "\nOver time\n"})
      CPPUNIT_ASSERT_MESSAGE(part + text, Contains(text, part));
  }

  void SuccessesComeBeforeEverythingElse() {
    ReportOf made(TraversalLog());
    Activity& sum = made.report.incidents[0].sum;
    sum.AddSign({SignKind::kAnswered, 1, {}, SampleOf(AttackAt(0))});
    sum.AddSign({SignKind::kUploadUsed, 1, "x.php", SampleOf(AttackAt(1))});
    const std::string text = SummaryOf(made.report);
    CPPUNIT_ASSERT_MESSAGE(text, Contains(text, "2, of which 1 are likely"));
    CPPUNIT_ASSERT(text.find("\n  likely  ") < text.find("\n  possible  "));
    CPPUNIT_ASSERT(text.find("\nPossible successes\n") < text.find("\nIncidents by category\n"));
  }

  void OfNothing() {
    const std::string text = SummaryOf(ReportOf("").report);
    CPPUNIT_ASSERT(Contains(text, "Nothing was found") && Contains(text, "not known"));
    CPPUNIT_ASSERT(!Contains(text, "Over time"));
  }

  void NetworksAreNotShownWhereAddressesAreHidden() {
    const std::string text = SummaryOf(ReportOf(TraversalLog(), InputKind::kLog, true).report);
    CPPUNIT_ASSERT_MESSAGE(text, !Contains(text, "192.0.2") && !Contains(text, "Networks"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ComposeSummaryTest);

}  // namespace
}  // namespace errwatch::cli
