#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "pages/render.h"
#include "unit/pages/page_section.h"
#include "unit/sample_snapshot.h"
#include "unit/text_assert.h"

namespace errwatch {
namespace {

class HtmlAnomaliesTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HtmlAnomaliesTest);
  CPPUNIT_TEST(ShowsAnomalies);
  CPPUNIT_TEST_SUITE_END();

  void ShowsAnomalies() {
    const std::string section = SectionOf(SampleSnapshot(), "anomalies");
    for (const char* part : {">brute_force</b> auth_failure",
                             "58 clients share one brute force attack",
                             "<code>alice</code>",
                             "203.0.113.0/24",
                             "what it does weighs 4 times as much",
                             "ErrWatchUnderAttack tighten=4",
                             ">breakage</b>",
                             "nothing: it is no attack",
                             ">burst</b> anomaly",
                             "312 entries of one kind from 40 clients",
                             "AH00128: File does not exist: &lt;*&gt;",
                             "<code>/etc/apache2/site.model</code>",
                             "learning, until 2026-11-22",
                             "until enough requests came",
                             "not used",
                             "it is damaged",
                             "24,000",
                             "site.example.org",
                             "Told from",
                             ">27<",
                             "1d"})
      AssertContains(section, part);
    AssertContains(RenderHtml(SampleSnapshot()), "href=\"#anomalies\"");
    AssertLacks(RenderHtml(Snapshot()), "anomalies");
    PageQuery query;
    query.language = Language::kJapanese;
    const std::string page = RenderHtml(SampleSnapshot(), query);
    AssertContains(page, "行うことの加点が 4 倍になります");
    AssertContains(page, "加わったクライアントへの対処");
    Snapshot told = SampleSnapshot();
    told.crowds[0].follows = UnderAttack();
    AssertContains(SectionOf(told, "anomalies"), "nothing: it is only told");
    told.crowds[0].follows = UnderAttack{Joiners::kBlock, 1};
    AssertContains(SectionOf(told, "anomalies"), "it is blocked, unless it got anything that it asked for");
    told.crowds[0].follows.reset();
    AssertLacks(SectionOf(told, "anomalies"), "ErrWatchUnderAttack");
    told.models.reset();
    AssertLacks(SectionOf(told, "anomalies"), "What requests are compared with");
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(HtmlAnomaliesTest);

}  // namespace
}  // namespace errwatch
