// Percent-encoding (RFC 3986, 2.1).
#pragma once

#include <cstddef>
#include <string_view>

#include "base/ascii.h"

namespace errwatch {

// The bytes that "%41" takes.
inline constexpr std::size_t kPercentBytes = 3;

// The byte that stands encoded at `at`, 0 to 255; -1: there is none.
constexpr int PercentByte(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size() || text[at] != '%') return -1;
  const int high = HexValue(text[at + 1]);
  const int low = HexValue(text[at + 2]);
  return high < 0 || low < 0 ? -1 : high * 16 + low;
}

}  // namespace errwatch
