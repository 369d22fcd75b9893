#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_document.h"
#include "unit/well_formed_html.h"

namespace errwatch::cli {
namespace {

class DocumentHtmlTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DocumentHtmlTest);
  CPPUNIT_TEST(IsWellFormed);
  CPPUNIT_TEST(AllBlocks);
  CPPUNIT_TEST(ForeignTextIsEscaped);
  CPPUNIT_TEST(NothingRunsAndNothingIsFetched);
  CPPUNIT_TEST_SUITE_END();

 public:
  void IsWellFormed() {
    CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(DocumentHtml(HostileDocument())));
    CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(DocumentHtml(Document("t"))));
  }

  void AllBlocks() {
    const std::string page = DocumentHtml(HostileDocument());
    CPPUNIT_ASSERT(Contains(page, "<title>Report &lt;b&gt;</title>"));
    CPPUNIT_ASSERT(Contains(page, "<h3>Evidence</h3>"));
    CPPUNIT_ASSERT(Contains(page, "<li>two</li>"));
    CPPUNIT_ASSERT(Contains(page, "<th>longer name</th><td>value</td>"));
    CPPUNIT_ASSERT(Contains(page, "<td data-l=\"count\" class=\"n\">1</td>"));
  }

  void ForeignTextIsEscaped() {
    const std::string page = DocumentHtml(HostileDocument());
    CPPUNIT_ASSERT(Contains(page, "<code>&lt;img src=x onerror=alert(1)&gt;\\x1b[2J|b|"));
    CPPUNIT_ASSERT(!Contains(page, "<img") && !Contains(page, "\xe2\x80\xae"));
  }

  void NothingRunsAndNothingIsFetched() {
    const std::string page = DocumentHtml(HostileDocument());
    CPPUNIT_ASSERT(Contains(page, "default-src 'none'; style-src 'unsafe-inline'"));
    for (const char* part : {"<script", " src=\"", " href=\"", "url(", "@import"})
      CPPUNIT_ASSERT_MESSAGE(part, !Contains(page, part));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DocumentHtmlTest);

}  // namespace
}  // namespace errwatch::cli
