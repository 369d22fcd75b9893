// The pieces that ParseLogLine reads a line with; apart from it so that tests can reach them.
#pragma once

#include <optional>
#include <string_view>

#include "cli/logs/log_line.h"

namespace errwatch::cli {

// Whether a text between brackets is a time stamp:
//   "Mon May 26 01:54:43.739790 2025"
//   "2025-07-22 15:45:51 +0200"
//   "01/Mar/2021:12:00:19 +0000"
//   "1724455197.587414"
bool LooksLikeTime(std::string_view text) noexcept;

// Which of these it is, 1 to 6 in kTimeForm's place: its ErrorLogFormat says so once for a whole log.
Elements TimeFormOf(std::string_view text) noexcept;

// Whether a text begins with the short English name of a month, or of a day and a blank.
bool IsMonth(std::string_view text) noexcept;
bool IsWeekday(std::string_view text) noexcept;

// "core:error", "error", or Oracle HTTP Server's "ERROR:32". Empty when it is none of them.
struct LevelGroup {
  Level level = Level::kError;
  std::string_view module;
  bool names_module = false;  // has a place for it, as httpd 2.4 writes
};
std::optional<LevelGroup> LevelOfGroup(std::string_view group) noexcept;

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
