#include "cli/output/display_width.h"

#include <cppunit/extensions/HelperMacros.h>

#include <algorithm>
#include <string>

namespace errwatch::cli {
namespace {

class DisplayWidthTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(DisplayWidthTest);
  CPPUNIT_TEST(Widths);
  CPPUNIT_TEST(WhateverBytes);
  CPPUNIT_TEST(WrapsAtBlanks);
  CPPUNIT_TEST(WrapsBetweenWideCharacters);
  CPPUNIT_TEST(NoLineBeginsWithAFullStop);
  CPPUNIT_TEST_SUITE_END();

  static std::string WithoutBreaks(std::string text) {
    std::erase_if(text, [](char c) { return c == '\n' || c == ' '; });
    return text;
  }

  // All of the text is there, and no line is wider than `columns`.
  static void CheckWrapped(const std::string& text, std::size_t columns) {
    const std::string wrapped = WrappedText(text, 0, columns);
    for (std::size_t at = 0; at <= wrapped.size();) {
      const std::size_t end = std::min(wrapped.find('\n', at), wrapped.size());
      const std::string line = wrapped.substr(at, end - at);
      CPPUNIT_ASSERT_MESSAGE(line, DisplayWidth(line) <= columns);
      at = end + 1;
    }
    CPPUNIT_ASSERT_EQUAL(WithoutBreaks(text), WithoutBreaks(wrapped));
  }

 public:
  void Widths() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{0}, DisplayWidth(""));
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, DisplayWidth("abc"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, DisplayWidth("äöü"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{8}, DisplayWidth("拒否、ア"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, DisplayWidth("\xe3\x81\x8b\xe3\x82\x99"));  // a mark of its own
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, DisplayWidth("a\xcc\x81"));
    CPPUNIT_ASSERT_EQUAL(std::size_t{1}, DisplayWidth("ｱ"));  // halfwidth
    CPPUNIT_ASSERT_EQUAL(std::size_t{2}, DisplayWidth("\xf0\xa0\x80\x80"));
  }

  void WhateverBytes() {
    CPPUNIT_ASSERT_EQUAL(std::size_t{3}, DisplayWidth("a\xff\xfe"));
    for (int first = 0; first < 256; ++first) {
      const std::string text{static_cast<char>(first), '\xe3', '\x80', ' ', '\x82', 'x', '\xe3'};
      CPPUNIT_ASSERT_EQUAL(WithoutBreaks(text), WithoutBreaks(WrappedText(text, 0, 1)));
    }
  }

  void WrapsAtBlanks() {
    CPPUNIT_ASSERT_EQUAL(std::string("one two\n  three"), WrappedText("one two three", 2, 10));
    CPPUNIT_ASSERT_EQUAL(std::string("averylongword\nx"), WrappedText("averylongword x", 0, 5));
  }

  void WrapsBetweenWideCharacters() {
    CPPUNIT_ASSERT_EQUAL(std::string("拒否した\nクライア\nント"), WrappedText("拒否したクライアント", 0, 9));
    CPPUNIT_ASSERT_EQUAL(std::string("表 /etc/passwd\nの中"), WrappedText("表 /etc/passwd の中", 0, 14));
    CheckWrapped("攻撃の開始以降に変更されたファイル", 7);
  }

  void NoLineBeginsWithAFullStop() {
    CPPUNIT_ASSERT_EQUAL(std::string("調べ\nた。"), WrappedText("調べた。", 0, 6));
    CPPUNIT_ASSERT_EQUAL(std::string("次の\n「表」"), WrappedText("次の「表」", 0, 6));
    CheckWrapped("「表」を参照、次に「図」を参照。", 8);
  }
};
CPPUNIT_TEST_SUITE_REGISTRATION(DisplayWidthTest);

}  // namespace
}  // namespace errwatch::cli
