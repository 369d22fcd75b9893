// Names of fields as people made them up: "txtPwd", "user[password]", "newPassword2".
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "base/ascii.h"

namespace errwatch {

// What is longer was not written by the author of a form.
inline constexpr std::size_t kMostFieldNameBytes = 128;
using FieldNameSpace = std::array<char, kMostFieldNameBytes>;

// As it was sent -> decoded; empty = too long, or not a name that everybody reads alike: PHP cuts at a NUL
// ("id%00password").
std::string_view PlainFieldName(std::string_view sent, std::span<char, kMostFieldNameBytes> space) noexcept;

// Runs of letters and digits, and what a capital letter begins in them; each without digits behind it.
template <typename Test>
bool AnyWordOf(std::string_view name, Test test) {
  const auto tried = [&test](std::string_view word) {
    while (!word.empty() && IsDigit(word.back())) word.remove_suffix(1);
    return !word.empty() && test(word);
  };
  while (!name.empty()) {
    const auto run = static_cast<std::size_t>(std::ranges::find_if_not(name, IsAlnum) - name.begin());
    if (tried(name.substr(0, run))) return true;
    for (std::size_t begin = 0, end = 1; end <= run; ++end) {
      if (end < run && !(IsUpper(name[end]) && !IsUpper(name[end - 1]))) continue;
      if (tried(name.substr(begin, end - begin))) return true;
      begin = end;
    }
    name.remove_prefix(std::min(name.size(), run + 1));
  }
  return false;
}

}  // namespace errwatch
