// What ErrWatchScope may name a group of virtual hosts, and ErrWatchShare one of servers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "base/ascii.h"

namespace errwatch {

inline constexpr std::size_t kMaxScopeBytes = 32;
inline constexpr const char* kScopeNameForm = "it has 1 to 32 letters, digits, '_', '.' or '-'";

// Of whatever is named so: scopes, groups, hosts, jails.
constexpr bool IsPlainName(std::string_view text, std::size_t most_bytes) {
  return !text.empty() && text.size() <= most_bytes && std::all_of(text.begin(), text.end(), [](char c) {
    return IsAlnum(c) || c == '_' || c == '.' || c == '-';
  });
}

constexpr bool IsScopeName(std::string_view text) { return IsPlainName(text, kMaxScopeBytes); }

// What a host is called among those that count as one.
inline constexpr std::size_t kMaxHostBytes = 64;
constexpr bool IsHostName(std::string_view text) { return IsPlainName(text, kMaxHostBytes); }

}  // namespace errwatch
