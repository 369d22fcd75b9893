// What log collectors and programs that show logs put in front of httpd's own line.
#pragma once

#include <cstdint>
#include <string_view>

#include "cli/logs/log_line.h"

namespace errwatch::cli {

// Takes such prefixes off the front of `rest`, several where one stands in front of another, and notes in
// `line` the time and virtual host that they name, and which they were (LogLine::wrapping). The table of them
// is in the implementation. A prefix that bears no time of its own counts only where httpd's line follows it.
void TakeCollectorPrefix(std::string_view& rest, LogLine& line) noexcept;

// Of a line in quotes, and of one line of a JSON object over many: "message": "[Sun Nov ...",
void TakeClosingQuote(std::string_view whole, uint32_t wrapping, std::string_view& text) noexcept;

// The same of access logs, whose lines begin with what clients and their name servers choose: all lines must
// have the prefix that most of the first ones have. Kinds of its parts from the left, a byte each; 0 = none.
using AccessPrefix = uint32_t;
AccessPrefix AccessPrefixOf(std::string_view line) noexcept;
// Takes that prefix off the front of `rest`, and puts the time that it names into `time`. False: the line has
// another one.
bool TakeAccessPrefix(AccessPrefix prefix, std::string_view& rest, std::string_view& time) noexcept;

// Whether a line that begins with a bracket may have such a prefix in front all the same.
bool MayBePrefix(std::string_view text) noexcept;

}  // namespace errwatch::cli
