#include "base/hidden_characters.h"

#include <cppunit/extensions/HelperMacros.h>

#include <string>

#include "base/quoted.h"
#include "base/visible_text.h"
#include "cli/output/terminal.h"

namespace errwatch {
namespace {

std::string Utf8(char32_t code) {
  const auto byte = [](char32_t value) { return static_cast<char>(value); };
  if (code < 0x80) return {byte(code)};
  if (code < 0x800) return {byte(0xc0 | code >> 6), byte(0x80 | (code & 0x3f))};
  if (code < 0x10000)
    return {byte(0xe0 | code >> 12), byte(0x80 | (code >> 6 & 0x3f)), byte(0x80 | (code & 0x3f))};
  return {byte(0xf0 | code >> 18), byte(0x80 | (code >> 12 & 0x3f)), byte(0x80 | (code >> 6 & 0x3f)),
          byte(0x80 | (code & 0x3f))};
}

std::string Escaped(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    text += "\\x";
    text += kDigits[static_cast<unsigned char>(c) >> 4];
    text += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

void AssertShown(char32_t code, const std::string& shown) {
  const std::string text = "a" + Utf8(code) + "b";
  const std::string message = "character " + std::to_string(static_cast<unsigned>(code));
  CPPUNIT_ASSERT_EQUAL_MESSAGE(message, "a" + shown + "b", VisibleText(text));
  CPPUNIT_ASSERT_EQUAL_MESSAGE(message, "a" + shown + "b", cli::Printable(text));
  CPPUNIT_ASSERT_EQUAL_MESSAGE(message, "\"a" + shown + "b\"", Quoted(text));
}

class HiddenCharactersTest : public CppUnit::TestFixture {
  CPPUNIT_TEST_SUITE(HiddenCharactersTest);
  CPPUNIT_TEST(RangesAreSortedAndApart);
  CPPUNIT_TEST(EveryHiddenCharacterIsEscapedEverywhere);
  CPPUNIT_TEST(EveryFormatCharacterIsHidden);
  CPPUNIT_TEST(OthersStayAsTheyAre);
  CPPUNIT_TEST_SUITE_END();

  void RangesAreSortedAndApart() {
    char32_t end = 0;
    for (const CharacterRange& range : kHiddenCharacters) {
      CPPUNIT_ASSERT(range.first <= range.last);
      CPPUNIT_ASSERT(range.first == 0 || range.first > end);
      end = range.last + 1;
    }
  }

  void EveryHiddenCharacterIsEscapedEverywhere() {
    for (const CharacterRange& range : kHiddenCharacters) {
      for (char32_t code = range.first; code <= range.last; ++code) AssertShown(code, Escaped(Utf8(code)));
    }
  }

  // Written down once more, from the names that people search for, lest a range is lost with its test.
  void EveryFormatCharacterIsHidden() {
    constexpr CharacterRange kFormat[] = {
        {0x00, 0x1f},       {0x7f, 0x9f},       {0xad, 0xad},       {0x600, 0x605},     {0x61c, 0x61c},
        {0x6dd, 0x6dd},     {0x70f, 0x70f},     {0x890, 0x891},     {0x8e2, 0x8e2},     {0x180b, 0x180f},
        {0x200b, 0x200f},   {0x2028, 0x2029},   {0x202a, 0x202e},   {0x2060, 0x2064},   {0x2066, 0x2069},
        {0x206a, 0x206f},   {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xfff9, 0xfffb},   {0x110bd, 0x110bd},
        {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x1bca0, 0x1bca3}, {0x1d173, 0x1d17a}, {0xe0001, 0xe0001},
        {0xe0020, 0xe007f}, {0xe0100, 0xe01ef}, {0x34f, 0x34f},     {0x115f, 0x1160},   {0x17b4, 0x17b5},
        {0x3164, 0x3164},   {0xffa0, 0xffa0}};
    for (const CharacterRange& range : kFormat) {
      for (char32_t code = range.first; code <= range.last; ++code)
        CPPUNIT_ASSERT_MESSAGE(std::to_string(static_cast<unsigned>(code)), IsHiddenCharacter(code));
    }
  }

  void OthersStayAsTheyAre() {
    std::size_t shown = 0;
    for (char32_t code = U' '; code <= 0x10ffff; ++code) {
      if (code >= 0xd800 && code <= 0xdfff) continue;  // no characters
      if (IsHiddenCharacter(code)) continue;
      ++shown;
      const std::string text = Utf8(code);
      CPPUNIT_ASSERT_EQUAL_MESSAGE(std::to_string(static_cast<unsigned>(code)), text, VisibleText(text));
    }
    CPPUNIT_ASSERT_EQUAL(std::size_t{0x110000 - 0x800 - 4273}, shown);
    for (const char32_t code : {U'~', U'\u00a0', U'\u00ae', U'\u0301', U'\u05d0', U'\u0627', U'\u1161',
                                U'\u2010', U'\u2030', U'\u3000', U'\ufb01', U'\ufffd', U'\U0001f525'})
      AssertShown(code, Utf8(code));
  }
};

CPPUNIT_TEST_SUITE_REGISTRATION(HiddenCharactersTest);

}  // namespace
}  // namespace errwatch
