// One value of a request, the text that detectors of structure look at: a parameter, a cookie, a header line,
// a path.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/byte_table.h"

namespace errwatch {

// The characters that detectors name as their marks: without one of them in its text a value is not looked at
// further. A bit for each, in a set.
using MarkSet = uint64_t;
inline constexpr std::string_view kMarkCharacters = "'\"`;|&$(){}[]<>=#-/\\%*!:,.@~^+? _";
static_assert(kMarkCharacters.size() < 64);

inline constexpr auto kMarkOfByte = [] {
  std::array<MarkSet, 256> marks{};
  for (std::size_t i = 0; i < kMarkCharacters.size(); ++i)
    marks[static_cast<unsigned char>(kMarkCharacters[i])] = MarkSet{1} << i;
  return marks;
}();

constexpr MarkSet MarksIn(std::string_view text) {
  MarkSet marks = 0;
  for (const char c : text) marks |= kMarkOfByte[static_cast<unsigned char>(c)];
  return marks;
}

// Marks that words, numbers and sentences do without: whether a byte is one, and how many of a text are.
inline constexpr ByteTable kSignsOfCode([](char c) {
  return kMarkCharacters.find(c) != std::string_view::npos &&
         std::string_view(" _.,-").find(c) == std::string_view::npos;
});
constexpr std::size_t CodeSignsIn(std::string_view text) {
  std::size_t signs = 0;
  for (const char c : text) signs += std::size_t{kSignsOfCode.Has(c)};
  return signs;
}

struct Value {
  // Decoded: lower case; percent signs, character references and wide forms of UTF-8 undone; C comments and
  // runs of white space one blank each (match/normalize.h).
  std::string_view text;
  std::string_view sent;          // the same value as it was sent
  MarkSet marks = MarksIn(text);  // of the decoded one
};

// Whether a value may be of several lines, which its decoded text does not show: then every detector sees it.
constexpr bool MayHaveLines(std::string_view sent) {
  return sent.find('\n') != sent.npos || sent.find('\r') != sent.npos || sent.find("%0") != sent.npos;
}

// Of a detector. Does not compile for a character that is none of kMarkCharacters: nobody defines what is
// called then.
void IsNoMarkCharacter();
consteval MarkSet Marks(std::string_view characters) {
  for (const char c : characters)
    if (kMarkOfByte[static_cast<unsigned char>(c)] == 0) IsNoMarkCharacter();
  return MarksIn(characters);
}
inline constexpr MarkSet kAnyValue = ~MarkSet{0};  // for a detector that wants to see every value

}  // namespace errwatch
