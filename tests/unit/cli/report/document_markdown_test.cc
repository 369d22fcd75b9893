#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_document.h"

namespace errwatch::cli {
namespace {

class DocumentMarkdownTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DocumentMarkdownTest);
  CPPUNIT_TEST(AllBlocks);
  CPPUNIT_TEST(ForeignTextIsCode);
  CPPUNIT_TEST(OwnTextIsEscaped);
  CPPUNIT_TEST(FencesAreLongerThanWhatTheyHold);
  CPPUNIT_TEST_SUITE_END();

  static std::string Only(std::string_view foreign) {
    Document document("t");
    document.Paragraph({Foreign(foreign)});
    const std::string text = DocumentMarkdown(document);
    return text.substr(text.find("\n\n") + 2);
  }

 public:
  void AllBlocks() {
    const std::string text = DocumentMarkdown(HostileDocument());
    CPPUNIT_ASSERT(text.starts_with("# Report \\<b\\>\n\n## A &amp; B ``<img"));
    CPPUNIT_ASSERT(Contains(text, "\n\n### Evidence\n\n> `"));
    CPPUNIT_ASSERT(Contains(text, "\n- two\n\n"));
    CPPUNIT_ASSERT(Contains(text, "\n- **longer name**: value\n\n"));
    CPPUNIT_ASSERT(Contains(text, "\n| count | target |\n| ---: | --- |\n| 1 | `"));
    CPPUNIT_ASSERT(Contains(text, "\n| 2026-11-22 10:00:02 | 6 | 2 |\n"));
  }

  // Outside of code there is nothing of it, and in a table its bars end no cell.
  void ForeignTextIsCode() {
    const std::string text = DocumentMarkdown(HostileDocument());
    std::string outside;
    for (std::size_t at = 0; at < text.size();) {
      std::size_t fence = 0;
      while (at + fence < text.size() && text[at + fence] == '`' && (at == 0 || text[at - 1] != '\\'))
        ++fence;
      if (fence == 0) {
        outside += text[at++];
        continue;
      }
      std::size_t end = at + fence, run = 0;
      for (; end < text.size(); ++end) {
        run = text[end] == '`' ? run + 1 : 0;
        if (run == fence && (end + 1 == text.size() || text[end + 1] != '`')) break;
      }
      CPPUNIT_ASSERT_MESSAGE("code without an end", end < text.size());
      at = end + 1;
    }
    for (const char* part : {"img", "onerror", "http", "Bcc", "\x1b", "**f"})
      CPPUNIT_ASSERT_MESSAGE(part, !Contains(outside, part));
    CPPUNIT_ASSERT(Contains(text, "\\|b\\|"));
  }

  void OwnTextIsEscaped() { CPPUNIT_ASSERT(Contains(DocumentMarkdown(HostileDocument()), "\\*own\\* ")); }

  void FencesAreLongerThanWhatTheyHold() {
    CPPUNIT_ASSERT_EQUAL(std::string("`a`\n"), Only("a"));
    CPPUNIT_ASSERT_EQUAL(std::string("``a`b``\n"), Only("a`b"));
    CPPUNIT_ASSERT_EQUAL(std::string("```` ```a ````\n"), Only("```a"));
    CPPUNIT_ASSERT_EQUAL(std::string("`a|b`\n"), Only("a|b"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DocumentMarkdownTest);

}  // namespace
}  // namespace errwatch::cli
