#include "cli/report/compose.h"

#include <cppunit/extensions/HelperMacros.h>

#include <set>

#include "cli/report/advice.h"
#include "unit/report_fixture.h"
#include "unit/well_formed_html.h"

namespace errwatch::cli {
namespace {

class ComposeTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ComposeTest);
  CPPUNIT_TEST(AllParts);
  CPPUNIT_TEST(JapaneseInEachForm);
  CPPUNIT_TEST(EachTextIsTranslated);
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

  void JapaneseInEachForm() {
    ReportOf made(TraversalLog());
    made.report.language = Language::kJapanese;
    const Document document = Compose(made.report, 20);
    for (const std::string& form :
         {DocumentText(document, false), DocumentMarkdown(document), DocumentHtml(document)}) {
      for (const char* part :
           {"インシデント報告書", "実施した対処", "影響範囲", "推奨する次の対応", "封じ込め", "再発防止",
            "エラーログ", "パストラバーサルまたはファイルインクルージョン"})
        CPPUNIT_ASSERT_MESSAGE(part + form, Contains(form, part));
      for (const PhraseTexts& texts : kReportTexts) {
        const bool telling = texts[0].size() >= 12 && texts[0].find(' ') != std::string_view::npos;
        CPPUNIT_ASSERT_MESSAGE(std::string(texts[0]),
                               !telling || texts[0] == texts[1] || !Contains(form, texts[0]));
      }
    }
    CPPUNIT_ASSERT(Contains(DocumentHtml(document), "<html lang=\"ja\">"));
    CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(DocumentHtml(document)));
  }

  // That none is empty, and that each has the same places, the compiler sees.
  void EachTextIsTranslated() {
    const std::set<std::string_view> same = {"MITRE ATT&CK", "SHA-256"};
    for (const PhraseTexts& texts : kReportTexts)
      CPPUNIT_ASSERT_MESSAGE(std::string(texts[0]), texts[0] != texts[1] || same.count(texts[0]) == 1);
    for (const Advice& advice : kAdvice) {
      for (const PhraseTexts& texts : {advice.weakness, advice.close, advice.contain, advice.investigate,
                                       advice.fix, advice.tell, advice.prevent})
        CPPUNIT_ASSERT_MESSAGE(std::string(texts[0]), texts[0] != texts[1]);
    }
  }

  void HostileTextIsHarmlessInEachForm() {
    for (const Language language : {Language::kEnglish, Language::kJapanese}) HostileTextIsHarmless(language);
  }

  void HostileTextIsHarmless(Language language) {
    std::string log;
    for (int i = 0; i < 3; ++i)
      log +=
          LineAt(i, "core:info", "192.0.2.4",
                 "AH00128: /" + std::to_string(i) + "../etc/passwd <b>`x`|y|\x1b[2J\xe2\x80\xae\xff & \"q\"");
    ReportOf made(log);
    made.report.language = language;
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
