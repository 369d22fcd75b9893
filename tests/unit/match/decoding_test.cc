#include "match/decoding.h"

#include <cppunit/TestFixture.h>
#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "unit/decode_step.h"

namespace errwatch {
namespace {

constexpr void (*kSteps[])(DecodeBuffer&) = {UndoHttpdEscapes, PlusToBlank,        DecodePercent,
                                             FoldUtf8,         DecodeReferences,   RemoveNul,
                                             ReplaceComments,  ReplaceLineComments};

class DecodingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DecodingTest);
  CPPUNIT_TEST(EachStepDoesItsOwnOnly);
  CPPUNIT_TEST(UnchangedTextIsReportedAsSuch);
  CPPUNIT_TEST(EmptyTextIsFine);
  CPPUNIT_TEST(LineCommentsEndWithTheirLine);
  CPPUNIT_TEST(ManyExecutableComments);
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

  void LineCommentsEndWithTheirLine() {
    CPPUNIT_ASSERT_EQUAL(std::string("*a \nb \nc # d"), After(ReplaceLineComments, "a --x\nb #y\nc # d"));
    CPPUNIT_ASSERT_EQUAL(std::string("*\n\n"), After(ReplaceLineComments, "#\n--\n"));
    // What would be an attack of another kind stays.
    for (const std::string text : {"a -- <svg>\nb", "a # ../../x\nb", "a - b\nc"})
      CPPUNIT_ASSERT_EQUAL(text, After(ReplaceLineComments, text));
  }

  void ManyExecutableComments() {
    std::string text;
    for (int i = 0; i < 10'000; ++i) text += "/*!";
    for (int i = 0; i < 10'001; ++i) text += "*/";
    CPPUNIT_ASSERT_EQUAL("*" + std::string(20'000, ' ') + "*/", After(ReplaceComments, text));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(DecodingTest);

}  // namespace
}  // namespace errwatch
