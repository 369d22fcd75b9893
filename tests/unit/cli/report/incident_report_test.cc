#include "cli/report/incident_report.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_fixture.h"

namespace errwatch::cli {
namespace {

class IncidentReportTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IncidentReportTest);
  CPPUNIT_TEST(Sums);
  CPPUNIT_TEST(OfNothing);
  CPPUNIT_TEST(NamesAreHiddenWhereThatIsAskedFor);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Sums() {
    const ReportOf made(TraversalLog());
    CPPUNIT_ASSERT_EQUAL(uint64_t{4}, made.report.Entries());
    CPPUNIT_ASSERT_EQUAL(uint64_t{1}, made.report.AfterBlock());
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, made.report.BlockedClients());
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, made.report.Signs());
    CPPUNIT_ASSERT(!made.report.Recorded());
  }

  void OfNothing() {
    const IncidentReport report;
    CPPUNIT_ASSERT_EQUAL(kNoTime, report.BeganUs());
    CPPUNIT_ASSERT_EQUAL(uint64_t{0}, report.Entries());
  }

  void NamesAreHiddenWhereThatIsAskedFor() {
    const ReportOf shown(TraversalLog()), hidden(TraversalLog(), InputKind::kLog, true);
    CPPUNIT_ASSERT_EQUAL(std::string("192.0.2.4"), shown.report.Client(AddressOf("192.0.2.4")));
    CPPUNIT_ASSERT_EQUAL(std::string("client-1"), hidden.report.Client(AddressOf("192.0.2.4")));
    CPPUNIT_ASSERT_EQUAL(std::string("x 192.0.2.4"), shown.report.Foreign("x 192.0.2.4"));
    CPPUNIT_ASSERT_EQUAL(std::string("x client-1"), hidden.report.Foreign("x 192.0.2.4"));
    CPPUNIT_ASSERT_EQUAL(std::string("eve"), shown.report.User("eve"));
    CPPUNIT_ASSERT(hidden.report.User("eve").starts_with("user-"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IncidentReportTest);

}  // namespace
}  // namespace errwatch::cli
