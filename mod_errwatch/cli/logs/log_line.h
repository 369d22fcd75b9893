// The fields of one line of an error log.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "model/level.h"
#include "model/log_id.h"

namespace errwatch::cli {

// Where a line has its client from.
enum class ClientForm : uint8_t {
  kNone,
  kNamed,     // "[client 192.0.2.4:1]", "[remote ...]"
  kBracket,   // "[192.0.2.4:1]"
  kBare,      // "192.0.2.4:1 "
  kField,     // of its own name: JSON, Oracle's "[client_id: 192.0.2.4]"
  kText,      // the message of a module that says it there alone
  kNoPort,    // "[client 192.0.2.4]"
  kLater,     // "[xff ..] [client 192.0.2.4:1]": behind what the request says
  kUnmarked,  // "192.0.2.4:1 AH00128: ...", "[..] [client 192.0.2.4:1]": only the form of a whole log tells
};
inline constexpr std::size_t kClientForms = 9;

// Which elements of a log line stand in front of a message, a bit each but for the form of the time. Lines of
// one log share them.
using Elements = uint8_t;
inline constexpr Elements kHasLevel = 1;
inline constexpr Elements kHasModule = 2;  // or a place for it, "-:error"
inline constexpr Elements kHasProcess = 4;
inline constexpr Elements kTimeForm = 7 << 3;       // TimeFormOf
inline constexpr Elements kHasFields = 1 << 6;      // fields by their names, a client among them:
inline constexpr Elements kClientName = 15;         // ... which name it has, instead of the elements above
inline constexpr Elements kHasOnlyClient = 1 << 7;  // LogLine::begins_with_client

// Views into the line. A field that is not there is empty.
struct LogLine {
  std::string_view time;    // as written, without brackets: see log_time.h
  std::string_view module;  // "core"; of a program that is known by its form a text of our own
  std::string_view client;  // numeric address without port; also empty when it is masked ("x.x.x.x")
  std::string_view vhost;   // only where the format puts it in front
  // What httpd hands to the error_log hook: no prefix, no ", referer: ..." at the end.
  std::string_view message;
  std::string_view referer;  // from that suffix
  LogId log_id = 0;
  int os_error = 0;             // the reason, where the line names one
  Level level = Level::kError;  // kError where the line names none
  bool has_level = false;
  bool has_prefix = false;  // false: the whole line is the message
  // The client stands first, and nothing of a log before it: what an excerpt looks like, and what a child
  // process can write into a log.
  bool begins_with_client = false;
  ClientForm client_form = ClientForm::kNone;
  // Which collectors' forms stood around the line, a number for each; 0 = none. Lines of one log share it.
  uint32_t wrapping = 0;
  Elements elements = 0;
  bool other_form = false;  // than the log has: all of it was taken for words
  bool has_no_id = false;   // no id of a request stands in front of the message; false: one may
  // The line without what collectors put around it.
  std::string_view own;
};

}  // namespace errwatch::cli
