#include "match/quoted_printable.h"

#include <cppunit/extensions/HelperMacros.h>

#include "unit/match/read_body.h"

namespace errwatch {
namespace {

class QuotedPrintableTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(QuotedPrintableTest);
  CPPUNIT_TEST(InPiecesOfAnySize);
  CPPUNIT_TEST(WordsOfHeaders);
  CPPUNIT_TEST_SUITE_END();

  static std::string Decoded(std::string_view body, std::size_t piece) {
    TestMemory memory;
    BodyText text(1000, 0, memory.memory());
    QuotedPrintable reader;
    for (; !body.empty(); body.remove_prefix(std::min(piece, body.size())))
      reader.Read(body.substr(0, piece), text);
    reader.End(text);
    return std::string(text.view());
  }

 public:
  void InPiecesOfAnySize() {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"1=27 or=20", "1'+or+"}, {"a=\r\nb=\nc", "abc"},   {"=3D27", "%3D27"},
        {"a=b=c", "a%3Db%3Dc"},   {"==27", "%3D'"},         {"=2=27", "%3D2'"},
        {"=C3=A4", "%3DC3%3DA4"}, {"=00=0A", "%3D00%3D0A"}, {"=", "%3D"},
        {"=\rx", "%3D%0Dx"},      {"=2", "%3D2"},           {"", ""},
    };
    for (const auto& [body, expected] : cases)
      for (const std::size_t piece : {1UL, 2UL, 3UL, 100UL})
        CPPUNIT_ASSERT_EQUAL(std::string(expected), Decoded(body, piece));
  }

  void WordsOfHeaders() {
    CPPUNIT_ASSERT_EQUAL(std::string_view("a=27_b"), QuotedWord("=?utf-8?Q?a=27_b?="));
    CPPUNIT_ASSERT_EQUAL(std::string_view("a"), QuotedWord("=?x?q?a"));
    for (const std::string_view none : {"", "=?", "=?a?", "=?utf-8?B?YQ==?=", "a", "=?a?q", "=?a?qa?="})
      CPPUNIT_ASSERT(QuotedWord(none).empty());
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(QuotedPrintableTest);

}  // namespace
}  // namespace errwatch
