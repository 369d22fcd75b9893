#include "cli/output/terminal.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

namespace errwatch::cli {
namespace {

class TerminalTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(TerminalTest);
  CPPUNIT_TEST(NothingSteersTheTerminal);
  CPPUNIT_TEST(NeverEndsInsideACharacter);
  CPPUNIT_TEST_SUITE_END();

 public:
  void NothingSteersTheTerminal() {
    const char* const kTexts[][2] = {
        {"plain \\ \"text\"", "plain \\ \"text\""},
        {"\x1b[2J\x1b]0;title\x07", "\\x1b[2J\\x1b]0;title\\x07"},
        {"a\tb\nc\rd", "a\\x09b\\x0ac\\x0dd"},
        {"\x7f", "\\x7f"},
        {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
        {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
        {"\xc2\x9b"
         "31m",
         "\\xc2\\x9b"
         "31m"},                              // C1: one-byte escape sequence
        {"\xff\xc0\xaf", "\\xff\\xc0\\xaf"},  // no UTF-8
        {"\xe2\x80\xae"
         "gpj.exe",
         "\\xe2\\x80\\xae"
         "gpj.exe"},                          // turns the writing direction
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},  // surrogate
        {"\xc3", "\\xc3"},
    };
    for (const auto& text : kTexts) CPPUNIT_ASSERT_EQUAL(std::string(text[1]), Printable(text[0]));
    CPPUNIT_ASSERT_EQUAL(std::string("a\\x00b"), Printable(std::string_view("a\0b", 3)));
  }

  void NeverEndsInsideACharacter() {
    CPPUNIT_ASSERT_EQUAL(std::string("abc..."), Printable("abcdef", 3));
    CPPUNIT_ASSERT_EQUAL(std::string("abc"), Printable("abc", 3));
    CPPUNIT_ASSERT_EQUAL(std::string("\xc3\xbc\xc3\xbc..."), Printable("\xc3\xbc\xc3\xbc\xc3\xbc", 3));
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(TerminalTest);

}  // namespace
}  // namespace errwatch::cli
