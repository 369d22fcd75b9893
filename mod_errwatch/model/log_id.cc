#include "model/log_id.h"

#include <cstdio>

#include "base/ascii.h"

namespace errwatch {
namespace {

// Parses "AH" and 5-6 digits; `length` receives how much was read.
LogId ParsePrefix(std::string_view text, size_t* length) {
  if (text.size() < 7 || text[0] != 'A' || text[1] != 'H') return 0;
  LogId id = 0;
  size_t i = 2;
  for (; i < text.size() && i < 8 && IsDigit(text[i]); ++i) id = id * 10 + static_cast<LogId>(text[i] - '0');
  *length = i;
  return i < 7 ? 0 : id;
}

}  // namespace

LogId LeadingLogId(std::string_view text) {
  size_t length = 0;
  const LogId id = ParsePrefix(text, &length);
  return id != 0 && length < text.size() && text[length] == ':' ? id : 0;
}

LogId LogIdOf(std::string_view format, std::string_view message) {
  const LogId id = LeadingLogId(format);
  return id != 0 ? id : LeadingLogId(message);
}

LogId ParseLogId(std::string_view text) {
  size_t length = 0;
  const LogId id = ParsePrefix(text, &length);
  return length == text.size() ? id : 0;
}

std::string FormatLogId(LogId id) {
  char text[16];
  std::snprintf(text, sizeof text, "AH%05u", static_cast<unsigned>(id));
  return text;
}

}  // namespace errwatch
