// Where the value stands in a part of a text: "name=value", "name: value".
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "base/ascii.h"
#include "match/normalize.h"

namespace errwatch {

// Whether parts of such a text have names.
constexpr bool HasNames(TextKind kind) {
  return kind == TextKind::kQuery || kind == TextKind::kAddress || kind == TextKind::kCookies ||
         kind == TextKind::kLines;
}

// Where the value begins; 0 when there is none. REQUIRES: HasNames(kind)
inline std::size_t ValueIn(std::string_view part, TextKind kind) {
  if (kind != TextKind::kLines) return part.find('=') + 1;
  const std::size_t colon = part.find(':');
  return colon == std::string_view::npos ? 0 : std::min(colon + 2, part.size());
}

// What names of parameters are made of, with brackets and dots of nested ones.
inline constexpr auto kIsOfName = [] {
  std::array<bool, 256> is{};
  for (std::size_t i = 0; i < is.size(); ++i) is[i] = IsAlnum(static_cast<char>(i));
  for (const char c : std::string_view("_-.[] ")) is[static_cast<unsigned char>(c)] = true;
  return is;
}();
inline bool IsName(std::string_view name) {
  return std::ranges::all_of(name, [](char c) { return kIsOfName[static_cast<unsigned char>(c)]; });
}

}  // namespace errwatch
