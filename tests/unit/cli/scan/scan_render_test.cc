#include <cppunit/extensions/HelperMacros.h>

#include "base/version.h"
#include "cli/scan/scan_report.h"
#include "unit/scanned_log.h"
#include "unit/well_formed_html.h"

namespace errwatch::cli {
namespace {

constexpr const char* kHostile = "<img src=x onerror=alert(1)> \x1b[2J |b| `c` \"d\" 'e' & ../etc/passwd";

std::string Hostile() {
  std::string text;
  for (int i = 0; i < 4; ++i)
    text += LineAt(i, "core:info", "192.0.2.4",
                   std::string("AH00128: ") + static_cast<char>('a' + i) + " " + kHostile);
  return text;
}

bool Has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

class ScanRenderTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(ScanRenderTest);
  CPPUNIT_TEST(Text);
  CPPUNIT_TEST(ColourOnlyWhereItIsWanted);
  CPPUNIT_TEST(Markdown);
  CPPUNIT_TEST(HtmlIsWellFormed);
  CPPUNIT_TEST(HtmlIsOneFile);
  CPPUNIT_TEST(OfNothingNobodyIsSaid);
  CPPUNIT_TEST(NotesAreThere);
  CPPUNIT_TEST(AllFormsCutTheSame);
  CPPUNIT_TEST(ForeignTextDoesNothing);
  CPPUNIT_TEST(SpeaksTheReadersLanguage);
  CPPUNIT_TEST_SUITE_END();

 public:
  // Names of rules and categories, and what entries say, are what they are.
  void SpeaksTheReadersLanguage() {
    ScannedLog log(LogIns(4, "192.0.2.9"));
    log.report.language = Language::kJapanese;
    for (const std::string& form :
         {ScanText(log.report, 20, false), ScanMarkdown(log.report, 20), ScanHtml(log.report, 20)}) {
      for (const char* part : {"ブロックされたはずのクライアント", "認証の失敗", "Password Mismatch",
                               "wrong password", "192.0.2.9"})
        CPPUNIT_ASSERT_MESSAGE(form, Has(form, part));
      for (const char* part : {"Who would", "Clients", "Notes", "evidence of something", "what it is"})
        CPPUNIT_ASSERT_MESSAGE(part + ("\nin\n" + form), !Has(form, part));
    }
    CPPUNIT_ASSERT(Has(ScanHtml(log.report, 20), "<html lang=\"ja\">"));
    CPPUNIT_ASSERT(Has(ScanText(log.report, 20, false), "\n対象期間:               2"));
    std::string csv;
    WriteScanCsv(log.report, [&csv](std::string_view text) { csv += text; });
    CPPUNIT_ASSERT(csv.starts_with("time (UTC),client,for,"));
  }

  void Text() {
    const std::string text = ScanText(ScannedLog(LogIns(4, "192.0.2.9")).report, 20, false);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, text.find("lines:                  4\n"));
    CPPUNIT_ASSERT(Has(text, "\nWho would have been blocked\n") && Has(text, "\nClients\n") &&
                   Has(text, "192.0.2.9"));
    CPPUNIT_ASSERT(Has(text, "AH01617: user eve") && Has(text, "wrong password"));
    CPPUNIT_ASSERT(!Has(text, "Entries by virtual host") && !Has(text, "\nFiles\n") && !Has(text, "Notes"));
  }

  void ColourOnlyWhereItIsWanted() {
    const ScannedLog log(LogIns(4, "192.0.2.9"));
    CPPUNIT_ASSERT(!Has(ScanText(log.report, 20, false), "\x1b"));
    const std::string colour = ScanText(log.report, 20, true);
    CPPUNIT_ASSERT(Has(colour, "\x1b[1mWho would have been blocked\x1b[0m"));
    std::string plain;  // the same but for the codes
    for (std::size_t i = 0; i < colour.size(); ++i) {
      if (colour[i] != '\x1b') {
        plain += colour[i];
      } else {
        i = colour.find('m', i);
      }
    }
    CPPUNIT_ASSERT_EQUAL(ScanText(log.report, 20, false), plain);
  }

  void Markdown() {
    const std::string text = ScanMarkdown(ScannedLog(LogIns(4, "192.0.2.9")).report, 20);
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, text.find("# Logs as errwatch " + std::string(kVersion)));
    CPPUNIT_ASSERT(Has(text, "- **lines**: 4\n") &&
                   Has(text, "\n## Who would have been blocked\n\n| time (UTC) | client |"));
    CPPUNIT_ASSERT(Has(text, "| --- | --- | ---: |"));
  }

  void HtmlIsWellFormed() {
    for (const std::string& log :
         {std::string(), LogIns(4, "192.0.2.9"), Hostile(), std::string("\nwords\n")})
      CPPUNIT_ASSERT_EQUAL(std::string(), HtmlChecker::Check(ScanHtml(ScannedLog(log).report, 0)));
  }

  void HtmlIsOneFile() {
    const std::string page = ScanHtml(ScannedLog(LogIns(4, "192.0.2.9")).report, 0);
    CPPUNIT_ASSERT(page.find("<!DOCTYPE html>") == 0 && page.ends_with("</html>\n"));
    for (const char* outside : {"<script", "http:", "https:", "src=", "href=", "@import", "url("})
      CPPUNIT_ASSERT_MESSAGE(outside, !Has(page, outside));
    CPPUNIT_ASSERT(Has(page, "default-src &#39;none&#39;; style-src &#39;sha256-"));
    CPPUNIT_ASSERT(Has(page, "<th scope=\"col\" class=\"n\">") &&
                   Has(page, "class=\"unseen\">Clients</caption>"));
    CPPUNIT_ASSERT(Has(page, "<h2>Clients</h2>") && Has(page, "192.0.2.9"));
  }

  void OfNothingNobodyIsSaid() {
    const ScannedLog log(LineAt(1, "core:info", "192.0.2.4", "AH00128: x"));
    for (const std::string& text :
         {ScanText(log.report, 0, false), ScanMarkdown(log.report, 0), ScanHtml(log.report, 0)})
      CPPUNIT_ASSERT(Has(text, "Nobody.") && Has(text, "Clients"));
    const ScannedLog nothing("");
    for (const std::string& text :
         {ScanText(nothing.report, 0, false), ScanMarkdown(nothing.report, 0), ScanHtml(nothing.report, 0)})
      CPPUNIT_ASSERT(Has(text, "Nobody.") && !Has(text, "Clients"));
  }

  void NotesAreThere() {
    ScannedLog log("\nwords\n");
    log.report.files[0].error = "\x1b<b>.log: cut short";
    CPPUNIT_ASSERT(Has(ScanText(log.report, 0, false), "\nNotes\n  \\x1b<b>.log: cut short\n"));
    CPPUNIT_ASSERT(Has(ScanMarkdown(log.report, 0), "\n## Notes\n\n- \\x1b"));
    CPPUNIT_ASSERT(Has(ScanHtml(log.report, 0), "<li>\\x1b&lt;b&gt;.log: cut short</li>"));
  }

  void AllFormsCutTheSame() {
    std::string text;
    for (int i = 1; i <= 4; ++i) text += LineAt(i, "core:info", "192.0.2." + std::to_string(i), "AH00128: x");
    const ScannedLog log(text);
    for (const std::string& cut :
         {ScanText(log.report, 2, false), ScanMarkdown(log.report, 2), ScanHtml(log.report, 2)})
      CPPUNIT_ASSERT(Has(cut, "192.0.2.2") && !Has(cut, "192.0.2.3") && Has(cut, "The first 2 of 4"));
  }

  void ForeignTextDoesNothing() {
    const ScannedLog log(Hostile());
    const std::string html = ScanHtml(log.report, 0);
    CPPUNIT_ASSERT(!Has(html, "<img") && Has(html, "&lt;img") && !Has(html, "\x1b"));
    const std::string markdown = ScanMarkdown(log.report, 0);
    CPPUNIT_ASSERT(Has(markdown, "\\<img") && Has(markdown, "\\|b\\|") && Has(markdown, "\\`c\\`") &&
                   !Has(markdown, "\x1b"));
    const std::string text = ScanText(log.report, 0, false);
    CPPUNIT_ASSERT(Has(text, "\\x1b[2J") && !Has(text, "\x1b"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(ScanRenderTest);

}  // namespace
}  // namespace errwatch::cli
