#include "cli/watch/incident_line.h"

#include <cppunit/extensions/HelperMacros.h>

#include "base/visible_text.h"
#include "unit/sample_snapshot.h"

namespace errwatch::cli {
namespace {

class IncidentLineTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(IncidentLineTest);
  CPPUNIT_TEST(SaysWhatHappened);
  CPPUNIT_TEST(ShowsNoHostileByte);
  CPPUNIT_TEST_SUITE_END();

 public:
  void SaysWhatHappened() {
    const auto incidents = SampleIncidents();
    CPPUNIT_ASSERT_EQUAL(
        std::string(
            "2026-11-22 09:58:45  203.0.113.7 blocked until 2026-11-22 10:08:45: sql_injection 10/10, "
            "rule 2101 (UNION SELECT in the query): GET "
            "/item.php?id=1'+UNION+SELECT+password+FROM+users--"),
        IncidentText(incidents[0]));
    CPPUNIT_ASSERT(IncidentText(incidents[1]).find("in scope shop") != std::string::npos);
    CPPUNIT_ASSERT(IncidentText(incidents[2]).find("server trouble: server_fault") != std::string::npos);
  }

  void ShowsNoHostileByte() {
    for (IncidentRow row : SampleIncidents()) {
      ForEachText(row, [](std::string& text) { text = std::string("\x1b]0;x\x07\xff\n\0", 8) + text; });
      const std::string line = IncidentText(row);
      CPPUNIT_ASSERT_EQUAL(VisibleText(line), line);
    }
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(IncidentLineTest);

}  // namespace
}  // namespace errwatch::cli
