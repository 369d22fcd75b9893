// Durations as directives and options spell them: "10m". One place for reading and writing them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/ticks.h"

namespace errwatch {

// "10m", "36h", "7d", "90s", "0s"; a number without a unit is refused. At most 3650d.
Result<Milliseconds> ParseDuration(std::string_view text);
// 600000 ms -> "10m"; the largest unit that divides it.
std::string FormatDuration(Milliseconds duration);
// "5/10m", as ErrWatchLimit takes it.
std::string FormatShape(uint32_t capacity, Milliseconds window);

}  // namespace errwatch
