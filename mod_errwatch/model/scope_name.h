// What ErrWatchScope may name a group of virtual hosts, and ErrWatchShare one of servers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/ascii.h"

namespace errwatch {

inline constexpr std::size_t kMaxScopeBytes = 32;
inline constexpr const char* kScopeNameForm = "it has 1 to 32 letters, digits, '_', '.' or '-'";

constexpr bool IsScopeName(std::string_view text) {
  return !text.empty() && text.size() <= kMaxScopeBytes && std::all_of(text.begin(), text.end(), [](char c) {
    return IsAlnum(c) || c == '_' || c == '.' || c == '-';
  });
}

}  // namespace errwatch
