// One line of an Apache error log -> its fields, for every ErrorLogFormat in common use: httpd 2.2, and 2.4
// with process and thread ids, [remote ...], error text and source file before the client, virtual host;
// Oracle's and IBM's HTTP servers; what collectors put in front (collector_prefix.h); Windows line ends; no
// prefix at all.
//
// A line is read strictly from the left and each prefix element is taken at its place only: what follows the
// message's beginning is an attacker's to write, so a "[client ...]" inside a path never becomes the client.
#pragma once

#include <cstdint>
#include <string_view>

#include "cli/logs/log_line.h"

namespace errwatch::cli {

// What a message may begin with as well as a format: an address without brackets, brackets of unknown names
// in front of "[client ...]". Taken for the client only where the lines of a log are known to have it so.
enum class Unmarked : uint8_t { kLeave, kTake };

// Never fails: a line that is no error-log line is all message. No allocation; time linear in the line.
LogLine ParseLogLine(std::string_view line, Unmarked unmarked = Unmarked::kLeave) noexcept;

// The value of a tag as ModSecurity appends it: [uri "/index.php"]. Of several the last, because the earlier
// text is the matched data. Empty when there is none. For display only.
std::string_view ModSecurityTag(std::string_view message, std::string_view name) noexcept;

}  // namespace errwatch::cli
