#include <cppunit/extensions/HelperMacros.h>

#include "unit/report_document.h"

namespace errwatch::cli {
namespace {

class DocumentTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DocumentTextTest);
  CPPUNIT_TEST(AllBlocks);
  CPPUNIT_TEST(Wraps);
  CPPUNIT_TEST(ForeignTextDoesNothing);
  CPPUNIT_TEST(ColourOnlyWhereItIsWanted);
  CPPUNIT_TEST_SUITE_END();

 public:
  void AllBlocks() {
    const std::string text = DocumentText(HostileDocument(), false);
    CPPUNIT_ASSERT(Contains(text, "Report <b>\n"));
    CPPUNIT_ASSERT(Contains(text, "\nEvidence\n"));
    CPPUNIT_ASSERT(Contains(text, "\n  - two\n"));
    CPPUNIT_ASSERT(Contains(text, "  longer name: value\n"));
    CPPUNIT_ASSERT(
        Contains(text, "  2026-11-22 10:00:02    6    2  ########################################\n"));
    CPPUNIT_ASSERT(Contains(text, "  2026-11-22 10:00:00    4    0  ####################\n"));
    CPPUNIT_ASSERT(!Contains(text, "2026-11-22 10:00:01"));
  }

  void Wraps() {
    Document document("t");
    std::string words;
    for (int i = 0; i < 60; ++i) words += "word ";
    document.Paragraph(Plain(words + std::string(200, 'x')));
    document.Facts({{Plain("name"), Plain(words)}});
    std::string text = DocumentText(document, false);
    CPPUNIT_ASSERT(Contains(text, "\n  " + std::string(200, 'x') + "\n"));
    CPPUNIT_ASSERT(Contains(text, "\n        word word"));
    for (std::size_t at = 0, end; (end = text.find('\n', at)) != std::string::npos; at = end + 1) {
      if (text.find('x', at) > end) CPPUNIT_ASSERT(end - at <= 100);
    }
  }

  void ForeignTextDoesNothing() {
    const std::string text = DocumentText(HostileDocument(), false);
    for (const char c : text) CPPUNIT_ASSERT(static_cast<unsigned char>(c) >= 0x20 || c == '\n');
    CPPUNIT_ASSERT(!Contains(text, "\xe2\x80\xae") && !Contains(text, "\xff"));
    CPPUNIT_ASSERT(!Contains(text, "\nBcc:"));
  }

  void ColourOnlyWhereItIsWanted() {
    CPPUNIT_ASSERT(Contains(DocumentText(HostileDocument(), true), "\x1b[1mEvidence\x1b[0m"));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DocumentTextTest);

}  // namespace
}  // namespace errwatch::cli
