// What log collectors and programs that show logs put in front of httpd's own line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cli/logs/log_line.h"

namespace errwatch::cli {

// Takes such prefixes off the front of `rest`, several where one stands in front of another, and notes in
// `line` the time and virtual host that they name, and which they were (LogLine::wrapping). The table of them
// is in the implementation. A prefix that bears no time of its own counts only where httpd's line follows it.
void TakeCollectorPrefix(std::string_view& rest, LogLine& line) noexcept;

// Whether a line that begins with a bracket may have such a prefix in front all the same.
bool MayBePrefix(std::string_view text) noexcept;

// Length of the collector's time stamp that `text` begins with, 0 = none:
//   "Feb 16 22:32:48.123456"
//   "2026-11-22T10:00:00.123+01:00", "2026-11-22 10:00:00 +0100"
//   "2025 Mar  1 10:00:00"
//   "Fri 2024-08-23 23:19:57 CEST"
//   "1724455197.587414"
std::size_t CollectorTimeBytes(std::string_view text) noexcept;

// Whether a time stamp says where on Earth it was: a zone, or seconds since the epoch.
bool NamesZone(std::string_view time) noexcept;

}  // namespace errwatch::cli
