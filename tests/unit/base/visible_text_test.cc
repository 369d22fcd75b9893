#include "base/visible_text.h"

#include <cppunit/extensions/HelperMacros.h>

namespace errwatch {
namespace {

struct Case {
  std::string_view text;
  std::string_view shown;
};

class VisibleTextTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(VisibleTextTest);
  CPPUNIT_TEST(KeepsWhatCanBeRead);
  CPPUNIT_TEST(ShowsWhatWouldActOrHide);
  CPPUNIT_TEST(CutsWhatIsLong);
  CPPUNIT_TEST(ShowsBytesThatAreNotUtf8);
  CPPUNIT_TEST(ShowsCharactersForTheirEscapes);
  CPPUNIT_TEST(EscapesMarkup);
  CPPUNIT_TEST(CutsBetweenCharacters);
  CPPUNIT_TEST(MaskedTextIsNoLonger);
  CPPUNIT_TEST_SUITE_END();

  void MaskedTextIsNoLonger() {
    CPPUNIT_ASSERT_EQUAL(std::string("\xe3\x83\x90 caf\xc3\xa9"), MaskedText("\xe3\x83\x90 caf\xc3\xa9"));
    CPPUNIT_ASSERT_EQUAL(std::string("a?b???c??"), MaskedText("a\x1b"
                                                              "b\xe2\x80\xae"
                                                              "c\xe3\x83"));
  }

  static void Check(const Case& c) { CPPUNIT_ASSERT_EQUAL(std::string(c.shown), VisibleText(c.text)); }

  void KeepsWhatCanBeRead() {
    for (const std::string_view text :
         {"", "GET /a?b=c&d='e'", "caf\xc3\xa9", "\xec\x97\x90\xeb\x9f\xac", "\xf0\x9f\x94\xa5", "a\\x1bb"}) {
      Check({text, text});
    }
  }

  void ShowsWhatWouldActOrHide() {
    const Case cases[] = {
        {"a\nb", "a\\x0ab"},
        {"\x1b[31mred", "\\x1b[31mred"},
        {std::string_view("\0", 1), "\\x00"},
        {"\x7f", "\\x7f"},
        {"\xc2\x9b"
         "31m",
         "\\xc2\\x9b31m"},  // CSI as a C1 control
        {"\xe2\x80\xae"
         "gpj.exe",
         "\\xe2\\x80\\xaegpj.exe"},  // right-to-left override
        {"\xef\xbb\xbf", "\\xef\\xbb\\xbf"},
        {"a\xe2\x80\x8b"
         "b",
         "a\\xe2\\x80\\x8bb"},                         // zero width space
        {"\xf3\xa0\x81\x81", "\\xf3\\xa0\\x81\\x81"},  // tag
    };
    for (const Case& c : cases) Check(c);
  }

  void ShowsCharactersForTheirEscapes() {
    const Case cases[] = {
        {"/%E3%83%90a%e3%83%83.sql?x=%C3%A9",
         "/\xe3\x83\x90"
         "a\xe3\x83\x83.sql?x=\xc3\xa9"},
        {R"(user \xe7\x94\xb0\xe4\xb8\xad not found)", "user \xe7\x94\xb0\xe4\xb8\xad not found"},
        {"%F0%9F%94%A5", "\xf0\x9f\x94\xa5"},
        {"\xe7\x94\xb0%2F", "\xe7\x94\xb0%2F"},
    };
    for (const Case& c : cases) CPPUNIT_ASSERT_EQUAL(std::string(c.shown), ReadableText(c.text));
    // ASCII, what is no character, hidden characters, controls and spaces; an escaped backslash.
    for (const std::string_view text : {"",
                                        "%",
                                        "%2",
                                        "%41%00%27%0a",
                                        R"(\x1b\x27)",
                                        "%E3%83",
                                        "%E3%83/%90",
                                        "%C0%AF",
                                        "%ED%A0%80",
                                        "%ff%fe",
                                        "%E2%80%AE",
                                        "%C2%9B",
                                        "%C2%85",
                                        "%E2%80%8B",
                                        "%EF%BB%BF",
                                        "%F3%A0%81%81",
                                        "%C2%A0",
                                        "%E3%80%80",
                                        "%E2%80%83",
                                        R"(\\xe7\x94\xb0)",
                                        R"(\xe7\x94)",
                                        "%F4%90%80%80",
                                        "%E0%80%AF",
                                        "%zz%E3%8g%90"})
      CPPUNIT_ASSERT_EQUAL(std::string(text), ReadableText(text));
  }

  void CutsWhatIsLong() {
    CPPUNIT_ASSERT_EQUAL(std::string("abc..."), VisibleText("abcdef", 3));
    CPPUNIT_ASSERT_EQUAL(std::string("abc"), VisibleText("abc", 3));
    CPPUNIT_ASSERT_EQUAL(std::string("..."), VisibleText("abc", 0));
    CPPUNIT_ASSERT_EQUAL(std::string("\xc3\xbc\xc3\xbc..."), VisibleText("\xc3\xbc\xc3\xbc\xc3\xbc", 3));
    CPPUNIT_ASSERT_EQUAL(std::string("\\xe2\\x80\\xae..."), VisibleText("\xe2\x80\xae\xe2\x80\xae", 3));
  }

  void ShowsBytesThatAreNotUtf8() {
    const Case cases[] = {
        {"\xff", "\\xff"},
        {"\x80"
         "a",
         "\\x80a"},
        {"\xc0\xaf", "\\xc0\\xaf"},           // overlong "/"
        {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},  // overlong "/"
        {"\xf0\x80\x80\xaf", "\\xf0\\x80\\x80\\xaf"},
        {"\xed\xa0\x80", "\\xed\\xa0\\x80"},           // surrogate
        {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // above U+10FFFF
        {"\xc3", "\\xc3"},
        {"\xe2\x82", "\\xe2\\x82"},
        {"\xc3<", "\\xc3<"},  // the byte after a broken character is not swallowed
    };
    for (const Case& c : cases) Check(c);
  }

  void EscapesMarkup() {
    CPPUNIT_ASSERT_EQUAL(std::string("&lt;a href=&quot;x&quot; t=&#39;y&#39;&gt;&amp;amp;"),
                         EscapeHtml("<a href=\"x\" t='y'>&amp;"));
    CPPUNIT_ASSERT_EQUAL(std::string("\\xc3&lt;b&gt;"), EscapeHtml("\xc3<b>"));
    CPPUNIT_ASSERT_EQUAL(std::string("caf\xc3\xa9 \\x0a"), EscapeHtml("caf\xc3\xa9 \n"));
  }

  void CutsBetweenCharacters() {
    const std::string_view text = "a\xc3\xa9\xf0\x9f\x94\xa5";
    const std::size_t kept[] = {0, 1, 1, 3, 3, 3, 3, 7, 7};
    for (std::size_t bytes = 0; bytes < std::size(kept); ++bytes) {
      CPPUNIT_ASSERT_EQUAL(text.substr(0, kept[bytes]), CutUtf8(text, bytes));
    }
    // No UTF-8: cut all the same.
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, CutUtf8("\x80\x80\x80\x80\x80\x80", 5).size());
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(VisibleTextTest);

}  // namespace
}  // namespace errwatch
