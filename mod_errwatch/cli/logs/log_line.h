// The fields of one line of an error log.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/level.h"
#include "model/log_id.h"

namespace errwatch::cli {

// Where a line has its client from.
enum class ClientForm : uint8_t {
  kNone,
  kNamed,    // "[client 192.0.2.4:1]", "[remote ...]"
  kBracket,  // "[192.0.2.4:1]"
  kBare,     // "192.0.2.4:1 "
  kField,    // of its own name: JSON, Oracle's "[client_id: 192.0.2.4]"
  kText,     // the message of a module that says it there alone
};

// Views into the line. A field that is not there is empty.
struct LogLine {
  std::string_view time;    // as written, without brackets: see log_time.h
  std::string_view module;  // "core"
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
};

}  // namespace errwatch::cli
