// Times and numbers as text, without the locale.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/ticks.h"

namespace errwatch {

// "2026-11-22T10:00:00.120Z".
std::string FormatTime(Tick time);

// "2026-11-22 10:00:00", UTC.
std::string FormatTimeShort(Tick time);

// How long, to two units: "0s", "45s", "9m 05s", "2h 30m", "3d 04h".
std::string FormatSpan(Milliseconds span);
// From `from` to `to`; "0s" when that is not later.
std::string FormatSpan(Tick from, Tick to);

// 1234567 -> "1,234,567".
std::string FormatCount(uint64_t count);
// Of two texts, with "one incident" in mind or with "many incidents".
template <typename Said>
constexpr const Said& OneOrMany(uint64_t count, const Said& one, const Said& many) {
  return count == 1 ? one : many;
}
// "1 incident", "1,207 incidents"
inline std::string FormatCount(uint64_t count, std::string_view one, std::string_view many) {
  return FormatCount(count).append(" ").append(OneOrMany(count, one, many));
}

// One decimal, none when it is zero: "7", "7.3". Not a number and negative ones are shown as 0.
std::string FormatScore(double score);

}  // namespace errwatch
