#include "match/decoding.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/decode_step.h"

namespace errwatch {
namespace {

constexpr void (*kSteps[])(DecodeBuffer&) = {UndoHttpdEscapes, PlusToBlank,           DecodePercent,
                                             FoldUtf8,         DecodeReferences,      RemoveNul,
                                             ReplaceComments,  ReplaceCommentsInLines};

class DecodingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DecodingTest);
  CPPUNIT_TEST(EachStepDoesItsOwnOnly);
  CPPUNIT_TEST(UnchangedTextIsReportedAsSuch);
  CPPUNIT_TEST(EmptyTextIsFine);
  CPPUNIT_TEST(NoStepMakesALineEnd);
  CPPUNIT_TEST(CommentsInLinesEndThere);
  CPPUNIT_TEST_SUITE_END();

 public:
  void EachStepDoesItsOwnOnly() {
    CPPUNIT_ASSERT_EQUAL(std::string("*<%3c&lt;"), After(UndoHttpdEscapes, "\\x3c%3c&lt;"));
    CPPUNIT_ASSERT_EQUAL(std::string("*a b"), After(PlusToBlank, "a+b"));
    CPPUNIT_ASSERT_EQUAL(std::string("*%2e+&lt;"), After(DecodePercent, "%252e+&lt;"));
    CPPUNIT_ASSERT_EQUAL(std::string("*a/%2f"), After(FoldUtf8, "a\xc0\xaf%2f"));
    CPPUNIT_ASSERT_EQUAL(std::string("*<<<&lt;"), After(DecodeReferences, "&lt;&#60;&#x3c;&amp;lt;"));
    CPPUNIT_ASSERT_EQUAL(std::string("*ab"), After(RemoveNul, std::string("a\0b", 3)));
    CPPUNIT_ASSERT_EQUAL(std::string("*a  b"), After(ReplaceComments, "a/*x*/ b"));
  }

  void UnchangedTextIsReportedAsSuch() {
    const std::string text = "%zz &x; /* 100% \\q caf\xc3\xa9 *";
    for (const auto step : kSteps) {
      CPPUNIT_ASSERT_EQUAL(text, After(step, text));
    }
  }

  void EmptyTextIsFine() {
    for (const auto step : kSteps) {
      CPPUNIT_ASSERT_EQUAL(std::string(), After(step, ""));
    }
  }

  void NoStepMakesALineEnd() {
    CPPUNIT_ASSERT_EQUAL(std::string("*a b c d"), After(UndoHttpdEscapes, "a\\nb\\x0ac\\x0Ad"));
    CPPUNIT_ASSERT_EQUAL(std::string("*a b c d"), After(DecodePercent, "a%0ab%0Ac%u000ad"));
    CPPUNIT_ASSERT_EQUAL(std::string("*a b c d"), After(FoldUtf8,
                                                        "a\xc0\x8a"
                                                        "b\xe0\x80\x8a"
                                                        "c\xf0\x80\x80\x8a"
                                                        "d"));
    CPPUNIT_ASSERT_EQUAL(std::string("*a b c d e"), After(DecodeReferences, "a&newline;b&#10;c&#x0a;d&#10e"));
    // Whatever stands between the marks of an encoding.
    for (const auto step : kSteps) {
      for (int byte = 0; byte < 256; ++byte) {
        const char hex[] = {"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15], '\0'};
        for (const std::string& text :
             {"%" + std::string(hex), "%u00" + std::string(hex), "\\x" + std::string(hex),
              "&#x" + std::string(hex) + ";", "&#" + std::to_string(byte) + ";", "&#" + std::to_string(byte),
              std::string("\\") + static_cast<char>(byte == '\n' ? ' ' : byte),
              std::string("\xc0") + static_cast<char>(byte == '\n' ? ' ' : byte),
              std::string("\xe0\x80") + static_cast<char>(byte == '\n' ? ' ' : byte)}) {
          CPPUNIT_ASSERT_MESSAGE(text, After(step, text).find('\n') == std::string::npos);
        }
      }
    }
  }

  void CommentsInLinesEndThere() {
    CPPUNIT_ASSERT_EQUAL(std::string("*a b\nc d"), After(ReplaceCommentsInLines, "a/*x*/b\nc/**/d"));
    CPPUNIT_ASSERT_EQUAL(std::string("a: /*\nb: c\nd: */"),
                         After(ReplaceCommentsInLines, "a: /*\nb: c\nd: */"));
    CPPUNIT_ASSERT_EQUAL(std::string("*a: /*\nb: */ \n\nc"),
                         After(ReplaceCommentsInLines, "a: /*\nb: *//**/\n\nc"));
    CPPUNIT_ASSERT_EQUAL(std::string("*a   b\n"), After(ReplaceCommentsInLines, "a /*x*/ b\n"));
    CPPUNIT_ASSERT_EQUAL(std::string("*a  b"), After(ReplaceComments, "a/*\n*/ b"));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DecodingTest);

}  // namespace
}  // namespace errwatch
