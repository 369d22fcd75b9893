// Looks at a text at a place that may lie behind its end; there it reads NUL, which no decoded text holds.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "base/ascii.h"
#include "base/byte_table.h"
#include "structure/value.h"

namespace errwatch {

constexpr char At(std::string_view text, std::size_t at) { return at < text.size() ? text[at] : '\0'; }
constexpr char Before(std::string_view text, std::size_t at) { return at == 0 ? '\0' : At(text, at - 1); }
constexpr std::string_view From(std::string_view text, std::size_t at) {
  return text.substr(std::min(at, text.size()));
}
// Mostly the first two bytes say no, without a call.
[[gnu::always_inline]] constexpr bool StandsAt(std::string_view text, std::size_t at, std::string_view what) {
  return !what.empty() && at < text.size() && what.size() <= text.size() - at && text[at] == what[0] &&
         (what.size() == 1 || text[at + 1] == what[1]) && text.substr(at).starts_with(what);
}
// text.find(c, at); where the next one is near, the call would cost more than the look.
constexpr std::size_t FindByte(std::string_view text, char c, std::size_t at = 0) {
  constexpr std::size_t kNear = 8;
  for (const std::size_t near = at + std::min(kNear, text.size() - std::min(at, text.size())); at < near;
       ++at)
    if (text[at] == c) return at;
  return text.find(c, at);
}
// text.find(what, at), which would stop at each byte that is the first of `what`.
// REQUIRES: `what` is not empty
constexpr std::size_t FindText(std::string_view text, std::string_view what, std::size_t at = 0) {
  constexpr std::size_t kFew = 8;
  constexpr std::size_t kDense = 12;  // bytes from one to the next for which a call is too much
  while (true) {
    const std::size_t begin = at;
    for (std::size_t i = 0; i < kFew; ++i, ++at) {
      at = text.find(what[0], at);
      if (at == std::string_view::npos || StandsAt(text, at, what)) return at;
    }
    if (at - begin > kFew * kDense) continue;
    for (const std::size_t end = std::min(text.size(), at + 32 * kDense); at < end; ++at)
      if (StandsAt(text, at, what)) return at;
  }
}

// A loop, which compilers unroll for a set that they know; find() would call memchr.
constexpr bool IsAnyOf(char c, std::string_view set) {
  for (const char one : set) {
    if (one == c) return true;
  }
  return false;
}
constexpr bool IsIdentifierByte(char c) { return IsAlnum(c) || c == '_'; }

constexpr bool IsWordByte(char c) { return IsLower(c) || IsDigit(c) || c == '_'; }
constexpr bool IsScriptNameByte(char c) { return IsWordByte(c) || c == '$'; }
constexpr bool IsQuoteMark(char c) { return c == '"' || c == '\'' || c == '`'; }

constexpr std::size_t PastBlanks(std::string_view text, std::size_t at) {
  while (IsSpace(At(text, at))) ++at;
  return at;
}
constexpr std::size_t PastDigits(std::string_view text, std::size_t at) {
  while (IsDigit(At(text, at))) ++at;
  return at;
}
// Letters, digits and underscores.
constexpr std::string_view NameAt(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (IsIdentifierByte(At(text, end))) ++end;
  return From(text, at).substr(0, end - at);
}
constexpr std::string_view NameBefore(std::string_view text, std::size_t at) {
  std::size_t begin = std::min(at, text.size());
  while (IsIdentifierByte(Before(text, begin))) --begin;
  return text.substr(begin, std::min(at, text.size()) - begin);
}
constexpr std::string_view BackOverBlanks(std::string_view text, std::size_t at) {
  text = text.substr(0, at);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

// The only white space of decoded text.
constexpr std::size_t BehindBlanks(std::string_view text, std::size_t at) {
  while (At(text, at) == ' ') ++at;
  return at;
}
template <typename Class>
constexpr std::size_t SkipWhile(std::string_view text, std::size_t at, Class belongs) {
  while (at < text.size() && belongs(text[at])) ++at;
  return at;
}
// Where the first character of a set (structure/value.h) stands from `at` on; npos when there is none.
constexpr std::size_t FindMark(std::string_view text, MarkSet marks, std::size_t at = 0) {
  for (; at < text.size(); ++at) {
    if ((kMarkOfByte[static_cast<unsigned char>(text[at])] & marks) != 0) return at;
  }
  return std::string_view::npos;
}

// Words of a sentence, at least two, and nothing else: what follows them was written to be read. Looks at the
// last of them only, so that asking at many places of a text takes linear time.
constexpr bool IsProse(std::string_view text) {
  constexpr std::size_t kMostBytes = 96;
  text.remove_prefix(text.size() - std::min(text.size(), kMostBytes));
  bool blank_inside = false;
  while (!text.empty() && (IsSpace(text.back()) || IsAnyOf(text.back(), "(\"'`:"))) text.remove_suffix(1);
  for (const char c : text) {
    if (c == ' ') {
      blank_inside = true;
    } else if (!IsAlpha(c) && !IsAnyOf(c, ",.'-:?") && static_cast<unsigned char>(c) < 0x80) {
      return false;
    }
  }
  return blank_inside;
}

}  // namespace errwatch
