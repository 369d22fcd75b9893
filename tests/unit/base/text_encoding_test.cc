#include "base/text_encoding.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch {
namespace {

using namespace std::string_view_literals;

class TextEncodingTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TextEncodingTest);
  CPPUNIT_TEST(Utf16);
  CPPUNIT_TEST(OtherText);
  CPPUNIT_TEST_SUITE_END();

 public:
  void Utf16() {
    for (const std::string_view text :
         {"\xFF\xFE"sv, "\xFF\xFE[\0"sv, "\xFE\xFF\0["sv, "[\0T\0h\0"sv, "\0[\0T"sv})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), IsUtf16(text));
  }

  // A log that was cut short while httpd writes on begins with NULs.
  void OtherText() {
    for (const std::string_view text :
         {""sv, "a"sv, "\xEF\xBB\xBF[Th"sv, "a\0bc"sv, "\0\0\0\0"sv, "\0\0ab"sv, "abcd"sv, "\r\n\r\n"sv})
      CPPUNIT_ASSERT_MESSAGE(std::string(text), !IsUtf16(text));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TextEncodingTest);

}  // namespace
}  // namespace errwatch
