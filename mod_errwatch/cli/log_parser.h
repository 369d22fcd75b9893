// One line of an Apache error log -> its fields, for every ErrorLogFormat in common use: httpd 2.2, 2.4 with
// process and thread ids, [remote ...], error text and source file before the client, virtual host, syslog
// (RFC 3164, RFC 5424), journald and container prefixes, Windows line ends, no prefix at all.
//
// A line is read strictly from the left and each prefix element is taken at its place only: what follows the
// message's beginning is an attacker's to write, so a "[client ...]" inside a path never becomes the client.
#pragma once

#include <string_view>

#include "core/level.h"
#include "core/log_id.h"

namespace errwatch::cli {

// Views into the line. A field that is not there is empty.
struct LogLine {
  std::string_view time;    // as written, without brackets: see log_time.h
  std::string_view module;  // "core"
  std::string_view client;  // numeric address without port; also empty when it is masked ("x.x.x.x")
  std::string_view vhost;   // only where the format puts it in front
  std::string_view
      message;  // what httpd hands to the error_log hook: no prefix, no ", referer: ..." at the end
  std::string_view referer;  // from that suffix
  LogId log_id = 0;
  Level level = Level::kError;  // kError where the line names none
  bool has_level = false;
  bool has_prefix = false;  // false: the whole line is the message
};

// Never fails: a line that is no error-log line is all message. No allocation; time linear in the line.
LogLine ParseLogLine(std::string_view line) noexcept;

// The value of a tag as ModSecurity appends it: [uri "/index.php"]. Of several the last, because the earlier
// text is the matched data. Empty when there is none. For display only.
std::string_view ModSecurityTag(std::string_view message, std::string_view name) noexcept;

}  // namespace errwatch::cli
