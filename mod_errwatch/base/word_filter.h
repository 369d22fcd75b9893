// Tells nearly every word from all words of a list with one look at a small table, so that the list itself is
// asked seldom: by first letter, in either case, and length.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/ascii.h"

namespace errwatch {

class WordFilter {
 public:
  // REQUIRES: no word is empty.
  template <std::size_t N>
  consteval explicit WordFilter(const std::array<std::string_view, N>& words) {
    for (const std::string_view word : words) Add(word);
  }
  consteval WordFilter() = default;
  constexpr void Add(std::string_view word) { lengths_[Row(word)] |= LengthBit(word); }

  // False: it is none of them.
  constexpr bool MayHave(std::string_view text) const {
    return !text.empty() && (lengths_[Row(text)] & LengthBit(text)) != 0;
  }

 private:
  static constexpr std::size_t kRows = 32;
  static constexpr std::size_t Row(std::string_view word) {
    return static_cast<unsigned char>(word.front()) % kRows;  // 'A' and 'a' are the same
  }
  static constexpr uint32_t LengthBit(std::string_view word) {
    return uint32_t{1} << std::min<std::size_t>(word.size(), 31);
  }

  std::array<uint32_t, kRows> lengths_{};
};

// The same by two bytes of a word, a bit for each pair.
class PairFilter {
 public:
  constexpr void Add(char first, char second) { seconds_[Row(first)] |= BitOf(second); }
  constexpr bool MayHave(char first, char second) const {
    return (seconds_[Row(first)] & BitOf(second)) != 0;
  }

 private:
  static constexpr std::size_t kRows = 32;
  static constexpr std::size_t Row(char c) { return static_cast<unsigned char>(c) % kRows; }
  static constexpr uint32_t BitOf(char c) { return uint32_t{1} << static_cast<unsigned char>(c) % 32; }

  std::array<uint32_t, kRows> seconds_{};
};

// Of lists of what a text may begin with, or end with. REQUIRES: two bytes or more each.
template <const auto& kBegins>
inline constexpr PairFilter kBeginsOf = [] {
  PairFilter filter;
  for (const std::string_view begin : kBegins) filter.Add(begin[0], begin[1]);
  return filter;
}();
template <const auto& kEnds>
inline constexpr PairFilter kEndsOf = [] {
  PairFilter filter;
  for (const std::string_view end : kEnds) filter.Add(end[end.size() - 2], end.back());
  return filter;
}();
template <const auto& kBegins>
constexpr bool MayBeginAs(std::string_view text) {
  return text.size() > 1 && kBeginsOf<kBegins>.MayHave(text[0], text[1]);
}
template <const auto& kEnds>
constexpr bool MayEndAs(std::string_view text) {
  return text.size() > 1 && kEndsOf<kEnds>.MayHave(text[text.size() - 2], text.back());
}

// Begins with one of them.
template <const auto& kBegins>
constexpr bool BeginsAsOneOf(std::string_view text) {
  return MayBeginAs<kBegins>(text) && std::ranges::any_of(kBegins, [text](std::string_view begin) {
           return text[0] == begin[0] && text[1] == begin[1] && text.starts_with(begin);
         });
}

template <const auto& kWords>
inline constexpr WordFilter kFilterOf{kWords};

// IsOneOf(text, kWords), for a list that is asked often.
template <const auto& kWords>
constexpr bool IsOneOf(std::string_view text) {
  return kFilterOf<kWords>.MayHave(text) && IsOneOf(text, kWords);
}

}  // namespace errwatch
