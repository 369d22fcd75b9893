// The AH number of an error-log entry (httpd's APLOGNO).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace errwatch {

// 0 = none. Five- and six-digit tags exist ("AH00128", "AH010033").
using LogId = uint32_t;

// The number of a tag "AHnnnnn:" at the very start of the text; 0 if there is none.
// Tags further in are an attacker's to write.
LogId LeadingLogId(std::string_view text);

// The number of an entry: the tag in the format string, which no client can shape, else the one that starts
// the message (mod_cgi, mod_ssl and others pass the tag as an argument). `format` may be empty.
LogId LogIdOf(std::string_view format, std::string_view message);

// "AH00128" -> 128; 0 when the text is anything else.
LogId ParseLogId(std::string_view text);

// 128 -> "AH00128".
std::string FormatLogId(LogId id);

}  // namespace errwatch
