// What log collectors and programs that show logs put in front of httpd's own line.
#pragma once

#include <string_view>

#include "cli/logs/log_line.h"

namespace errwatch::cli {

// Takes such prefixes off the front of `rest`, several where one stands in front of another, and notes in
// `line` the time and virtual host that they name, and which they were (LogLine::wrapping). The table of them
// is in the implementation. A prefix that bears no time of its own counts only where httpd's line follows it.
void TakeCollectorPrefix(std::string_view& rest, LogLine& line) noexcept;

// Whether a line that begins with a bracket may have such a prefix in front all the same.
bool MayBePrefix(std::string_view text) noexcept;

}  // namespace errwatch::cli
