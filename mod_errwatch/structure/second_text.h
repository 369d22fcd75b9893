// What a value may say besides: disguises that no server undoes, but some application or filter does.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "structure/value.h"

namespace errwatch {

inline constexpr std::size_t kMaxSecondText = 1024;

// Lower case; empty when nothing speaks for a disguise. Known are
//   a percent sign in front of every character (ASP drops those that encode nothing),
//   \u0041 as JSON and JavaScript have it,
//   comments inside of words ("un/**/ion"), for filters that take them out.
// What does not fit into `out` is cut.
std::string_view SecondText(const Value& value, std::span<char> out) noexcept;

}  // namespace errwatch
