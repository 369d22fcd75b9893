// Characters that a reader does not see, or that change what he sees.
#pragma once

#include <algorithm>
#include <array>

namespace errwatch {

struct CharacterRange {
  char32_t first, last;
};

// Unicode 15.0: general categories Cc, Cf, Zl and Zp (UnicodeData.txt) and Default_Ignorable_Code_Point
// (DerivedCoreProperties.txt). Sorted. scripts/check_characters.py holds the first part against Python's
// unicodedata.
inline constexpr auto kHiddenCharacters = std::to_array<CharacterRange>({
    {0x0000, 0x001F},    // C0 controls
    {0x007F, 0x009F},    // DEL, C1 controls
    {0x00AD, 0x00AD},    // soft hyphen
    {0x034F, 0x034F},    // combining grapheme joiner
    {0x0600, 0x0605},    // Arabic signs that enclose what follows
    {0x061C, 0x061C},    // Arabic letter mark
    {0x06DD, 0x06DD},    // Arabic end of ayah
    {0x070F, 0x070F},    // Syriac abbreviation mark
    {0x0890, 0x0891},    // Arabic pound and piastre marks above
    {0x08E2, 0x08E2},    // Arabic disputed end of ayah
    {0x115F, 0x1160},    // Hangul fillers
    {0x17B4, 0x17B5},    // Khmer inherent vowels
    {0x180B, 0x180F},    // Mongolian variation selectors and vowel separator
    {0x200B, 0x200F},    // zero-width space and joiners, directional marks
    {0x2028, 0x202E},    // line and paragraph separators, embeddings and overrides
    {0x2060, 0x206F},    // word joiner, invisible operators, isolates, deprecated format characters
    {0x3164, 0x3164},    // Hangul filler
    {0xFE00, 0xFE0F},    // variation selectors
    {0xFEFF, 0xFEFF},    // byte-order mark
    {0xFFA0, 0xFFA0},    // half-width Hangul filler
    {0xFFF0, 0xFFFB},    // reserved ones, interlinear annotations
    {0x110BD, 0x110BD},  // Kaithi number sign
    {0x110CD, 0x110CD},  // Kaithi number sign above
    {0x13430, 0x1343F},  // joiners of Egyptian hieroglyphs
    {0x1BCA0, 0x1BCA3},  // shorthand format controls
    {0x1D173, 0x1D17A},  // musical beams, ties, slurs and phrases
    {0xE0000, 0xE0FFF},  // tags, more variation selectors, reserved ones
});

constexpr bool IsHiddenCharacter(char32_t code) {
  if (code >= U' ' && code <= U'~') return false;  // most of all text; no range reaches into it
  const auto* const at = std::lower_bound(kHiddenCharacters.begin(), kHiddenCharacters.end(), code,
                                          [](CharacterRange range, char32_t c) { return range.last < c; });
  return at != kHiddenCharacters.end() && at->first <= code;
}

}  // namespace errwatch
