// The pieces that ParseLogLine reads a line with; apart from it so that tests can reach them.
#pragma once

#include <optional>
#include <string_view>

#include "cli/logs/log_line.h"

namespace errwatch::cli {

// What a log collector or a log format puts in front of httpd's own line.
// Each of them takes what it knows off the front of `rest`.
//   "Feb 16 22:32:48 srv httpd[22034]: "
//   "<34>1 2026-11-22T10:00:00Z srv httpd 22034 - - "
//   "2026-11-22T10:00:00.1Z "
//   "2026-11-22T10:00:00.1Z stderr F "
//   "apache2: "
//   "www.example.org:443 "
void TakeCollectorPrefix(std::string_view& rest, LogLine& line) noexcept;

// Whether a text between brackets is a time stamp:
//   "Mon May 26 01:54:43.739790 2025"
//   "2025-07-22 15:45:51 +0200"
//   "01/Mar/2021:12:00:19 +0000"
bool LooksLikeTime(std::string_view text) noexcept;

// Takes the text of a system error off the front of `rest`:
//   "(2)No such file or directory: "
//   "(EAI 2)Name or service not known: "
//   "(OS 10061)...: "
//   "(13)Permission denied [client"
// `error`: its number, as httpd hands it to the error_log hook.
bool TakeErrorText(std::string_view& rest, int& error) noexcept;

// "mod_cgid.c(1077): ".
bool TakeSourceFile(std::string_view& rest) noexcept;

// "192.0.2.1:80", "::1:52027", "[2001:db8::1]:80" -> the address; empty when it is none. `has_port`: httpd
// 2.4 always writes one, 2.2 never, which is the only way to read an IPv6 address whose end may be a port.
std::string_view AddressWithoutPort(std::string_view text, bool has_port) noexcept;

}  // namespace errwatch::cli
