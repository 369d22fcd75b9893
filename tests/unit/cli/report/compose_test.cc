#include "cli/report/compose.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_fixture.h"
#include "unit/well_formed_html.h"

namespace errwatch::cli {
namespace {

class ComposeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ComposeTest);
  CPPUNIT_TEST(AllParts);
  CPPUNIT_TEST(HostileTextIsHarmlessInEachForm);
  CPPUNIT_TEST(EachSignHasItsWords);
  CPPUNIT_TEST(WhereItStands);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AllParts() {
    const ReportOf made(TraversalLog());
    const std::string text = DocumentText(Compose(made.report, 20), false);
    for (const char* part : {"Incident report\n", "\nSummary\n", "\nIncident 1: path traversal",
                             "\nWhat was looked at\n", "\nWhat this report cannot know\n"})
      CPPUNIT_ASSERT_MESSAGE(part + text, Contains(text, part));
  }

  void HostileTextIsHarmlessInEachForm() {
    std::string log;
    for (int i = 0; i < 3; ++i)
      log +=
          LineAt(i, "core:info", "192.0.2.4",
                 "AH00128: /" + std::to_string(i) + "../etc/passwd <b>`x`|y|\x1b[2J\xe2\x80\xae\xff & \"q\"");
    const ReportOf made(log);
    const Document document = Compose(made.report, 20);
    CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(DocumentHtml(document)));
    for (const std::string& form :
         {DocumentText(document, false), DocumentMarkdown(document), DocumentHtml(document)}) {
      CPPUNIT_ASSERT(Contains(form, "etc/passwd"));
      CPPUNIT_ASSERT(!Contains(form, "\x1b") && !Contains(form, "\xff") && !Contains(form, "\xe2\x80\xae"));
    }
    CPPUNIT_ASSERT(!Contains(DocumentHtml(document), "<b>`x`"));
  }

  void EachSignHasItsWords() {
    const ReportOf made(TraversalLog());
    std::set<std::string> texts;
    for (const SignKind kind :
         {SignKind::kAnswered, SignKind::kFileServed, SignKind::kShellAnswered, SignKind::kUploadTaken,
          SignKind::kUploadUsed, SignKind::kLoggedIn, SignKind::kFormPassed})
      texts.insert(TextOf(SignText(made.report, {kind, 5, "x", SampleOf(AttackAt(0))})));
    CPPUNIT_ASSERT_EQUAL(std::size_t{7}, texts.size());
    for (const std::string& text : texts) CPPUNIT_ASSERT_MESSAGE(text, !text.empty() && !Contains(text, "{"));
  }

  void WhereItStands() {
    const ReportOf made(TraversalLog());
    CPPUNIT_ASSERT_EQUAL(std::string("error.log:3"), TextOf(Where(made.report, 0, 3)));
    CPPUNIT_ASSERT(Where(made.report, 0, 0).empty() && Where(made.report, 9, 3).empty());
    CPPUNIT_ASSERT_EQUAL(std::string("traversal"), RuleName(made.report, 102));
    CPPUNIT_ASSERT(RuleName(made.report, 9).empty());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ComposeTest);

}  // namespace
}  // namespace errwatch::cli
