// Percent-encoding (RFC 3986, 2.1).
#pragma once

#include <cstddef>
#include <string_view>

#include "base/ascii.h"

namespace errwatch {

// The bytes that "%41" takes.
inline constexpr std::size_t kPercentBytes = 3;

// Of two digits at `at`, 0 to 255; -1: they are none.
constexpr int HexByte(std::string_view text, std::size_t at) {
  if (at + 1 >= text.size()) return -1;
  const int high = HexValue(text[at]);
  const int low = HexValue(text[at + 1]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// The byte that stands encoded at `at`, 0 to 255; -1: there is none.
constexpr int PercentByte(std::string_view text, std::size_t at) {
  return at < text.size() && text[at] == '%' ? HexByte(text, at + 1) : -1;
}

}  // namespace errwatch
