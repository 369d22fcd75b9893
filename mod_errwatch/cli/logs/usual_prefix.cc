#include "cli/logs/usual_prefix.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <optional>

#include "base/ascii.h"
#include "cli/logs/log_prefix.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kTimeBytes = 31;  // "Mon May 26 01:54:43.739790 2025"
constexpr std::size_t kPointAt = 19;

// The levels that fill logs; others are read as any line is.
std::optional<Level> UsualLevel(std::string_view name) noexcept {
  switch (name.size()) {
    case 4:
      if (name == "info") return Level::kInfo;
      if (name == "warn") return Level::kWarn;
      break;
    case 5:
      if (name == "error") return Level::kError;
      if (name == "debug") return Level::kDebug;
      break;
    case 6:
      if (name == "notice") return Level::kNotice;
      break;
    default:
      break;
  }
  return std::nullopt;
}

// Takes `begin` off the front.
bool Take(std::string_view& rest, std::string_view begin) noexcept {
  if (rest.size() < begin.size() || std::memcmp(rest.data(), begin.data(), begin.size()) != 0) return false;
  rest.remove_prefix(begin.size());
  return true;
}

// Takes digits off the front, at least one.
bool TakeDigits(std::string_view& rest) noexcept {
  std::size_t digits = 0;
  while (digits < rest.size() && IsDigit(rest[digits])) ++digits;
  rest.remove_prefix(digits);
  return digits != 0;
}

// Takes what stands before the next `close`, and that; empty = there is none.
std::string_view TakeUntil(std::string_view& rest, char close) noexcept {
  const auto* at = static_cast<const char*>(std::memchr(rest.data(), close, rest.size()));
  if (at == nullptr) return {};
  const std::string_view group = rest.substr(0, static_cast<std::size_t>(at - rest.data()));
  rest.remove_prefix(group.size() + 1);
  return group;
}

// "[Mon May 26 01:54:43.739790 2025] "
bool TakeTime(std::string_view& rest, LogLine& line) noexcept {
  if (!Take(rest, "[")) return false;
  const std::string_view time = TakeUntil(rest, ']');
  if (time.size() != kTimeBytes || time[kPointAt] != '.' || !IsWeekday(time)) return false;
  line.time = time;
  return Take(rest, " ");
}

// "[core:error] "
bool TakeModule(std::string_view& rest, LogLine& line) noexcept {
  if (!Take(rest, "[")) return false;
  const std::string_view group = TakeUntil(rest, ']');
  std::size_t bytes = 0;
  while (bytes < group.size() && (IsLower(group[bytes]) || IsDigit(group[bytes]) || group[bytes] == '_'))
    ++bytes;
  if (bytes == 0 || bytes == group.size() || !IsLower(group[0]) || group[bytes] != ':') return false;
  const std::optional<Level> level = UsualLevel(group.substr(bytes + 1));
  if (!level) return false;
  line.module = group.substr(0, bytes);
  line.level = *level;
  line.has_level = true;
  return Take(rest, " ");
}

// "[pid 1:tid 2] "
bool TakeProcess(std::string_view& rest) noexcept {
  if (!Take(rest, "[pid ") || !TakeDigits(rest)) return false;
  if (Take(rest, ":tid ") && !TakeDigits(rest)) return false;
  return Take(rest, "] ");
}

// "[client 192.0.2.4:1]"; "[remote ...]" may be a backend.
bool TakeClient(std::string_view& rest, LogLine& line) noexcept {
  if (!Take(rest, "[client ")) return false;
  const std::string_view text = TakeUntil(rest, ']');
  if (text.empty() || text.front() == ' ' || text.front() == '[') return false;
  std::string_view behind = rest;
  behind.remove_prefix(std::min(behind.find_first_not_of(' '), behind.size()));
  if (behind.starts_with("ModSecurity") && line.module != "security2") return false;
  line.client = AddressWithoutPort(text, true);
  const bool ported = line.client.size() != text.size() || line.client.find(':') != std::string_view::npos;
  line.client_form = ported ? ClientForm::kNamed : ClientForm::kNoPort;
  return true;
}

}  // namespace

bool TakeUsualPrefix(std::string_view text, LogLine& line) noexcept {
  LogLine read = line;
  std::string_view rest = text;
  if (!TakeTime(rest, read) || !TakeModule(rest, read) || !TakeProcess(rest)) return false;
  if (!rest.starts_with('[') && (!IsLower(rest.empty() ? ' ' : rest[0]) || !TakeSourceFile(rest)))
    return false;
  if (!TakeClient(rest, read)) return false;
  if (rest.starts_with(' ')) rest.remove_prefix(1);
  read.elements = static_cast<Elements>(TimeFormOf(read.time) | kHasLevel | kHasModule | kHasProcess);
  read.has_prefix = true;
  read.own = text;
  read.message = rest;
  line = read;
  return true;
}

}  // namespace errwatch::cli
