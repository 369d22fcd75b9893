// Time stamps that collectors put in front of a line.
#pragma once

#include <cstddef>
#include <string_view>

namespace errwatch::cli {

// Length of the collector's time stamp that `text` begins with, 0 = none:
//   "Fri Aug 23 23:19:57.587414 2024", "Feb 16 22:32:48.123456"
//   "2026-11-22T10:00:00.123+01:00", "2026-11-22 10:00:00 +0100"
//   "2025 Mar  1 10:00:00"
//   "Fri 2024-08-23 23:19:57 CEST"
//   "1724455197.587414"
std::size_t CollectorTimeBytes(std::string_view text) noexcept;

// Whether a time stamp says where on Earth it was: a zone, or seconds since the epoch.
bool NamesZone(std::string_view time) noexcept;

// Length of "23:19:57"; 0 = something else.
std::size_t ClockBytes(std::string_view text) noexcept;

}  // namespace errwatch::cli
