#include "base/ascii.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

class AsciiTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(AsciiTest);
  CPPUNIT_TEST(CaseOfLettersAlone);
  CPPUNIT_TEST(HexadecimalDigits);
  CPPUNIT_TEST(OneOfSeveralWords);
  CPPUNIT_TEST_SUITE_END();

 public:
  void CaseOfLettersAlone() {
    CPPUNIT_ASSERT(EqualsIgnoreCase("Content-TYPE", "content-type"));
    for (const char* other : {"content-typ", "content-types", "content_type", ""})
      CPPUNIT_ASSERT(!EqualsIgnoreCase("content-type", other));
    CPPUNIT_ASSERT(!EqualsIgnoreCase("[", "{"));  // 32 apart, as letters are
    CPPUNIT_ASSERT(!EqualsIgnoreCase("\xC4", "\xE4"));
  }

  void HexadecimalDigits() {
    int found = 0;
    for (int byte = -128; byte < 128; ++byte) found += HexValue(static_cast<char>(byte)) >= 0 ? 1 : 0;
    CPPUNIT_ASSERT_EQUAL(22, found);
    CPPUNIT_ASSERT(HexValue('9') == 9 && HexValue('a') == 10 && HexValue('F') == 15);
  }

  void OneOfSeveralWords() {
    constexpr std::array<std::string_view, 2> kWords = {"GET", "head"};
    CPPUNIT_ASSERT(IsOneOf("get", kWords) && IsOneOf("HEAD", kWords));
    CPPUNIT_ASSERT(!IsOneOf("GE", kWords) && !IsOneOf("", kWords));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(AsciiTest);

}  // namespace
}  // namespace errwatch
