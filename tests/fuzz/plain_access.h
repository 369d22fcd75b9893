// A line of an access log, read in the most obvious way: item after item, each with every end that it may
// have, the shortest first, until all that follows fits. Slow; beside it the tool's reader must say the same.
#pragma once

#include <cstddef>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/access/access_format.h"

namespace errwatch::plain {

// As mod_log_config writes "%t": [22/Nov/2026:10:00:00 +0000].
constexpr std::size_t kTimeBytes = 26;

inline bool LooksLikeTime(std::string_view text) {
  constexpr std::string_view kForm = "d./.../....:........ ....d";
  if (text.size() != kTimeBytes) return false;
  for (std::size_t i = 0; i < kForm.size(); ++i) {
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (kForm[i] == 'd' ? !digit : kForm[i] != '.' && kForm[i] != text[i]) return false;
  }
  return true;
}

// From 1995, when httpd began, to the end of the century.
inline bool IsOfLogs(std::time_t seconds) { return seconds >= 788'918'400 && seconds < 4'102'444'800; }

// Unix seconds; nothing where the C library does not take it, or takes it for another moment.
inline std::optional<std::time_t> SecondsOf(const std::string& text) {
  std::tm parts{};
  const char* const end = ::strptime(text.c_str(), "%d/%b/%Y:%H:%M:%S %z", &parts);
  if (end == nullptr || *end != '\0') return std::nullopt;
  const long offset = parts.tm_gmtoff;
  parts.tm_gmtoff = 0;
  std::tm again = parts;
  const std::time_t seconds = ::timegm(&again);
  char written[32];
  std::strftime(written, sizeof written, "%d/%b/%Y:%H:%M:%S", &again);
  if (text.substr(0, 20) != written || seconds < 0) return std::nullopt;
  return seconds - offset;
}

inline bool IsAllOf(std::string_view text, auto is) {
  for (const char c : text)
    if (!is(c)) return false;
  return true;
}

// Between quotation marks: none, but behind a backslash.
inline bool IsQuotedText(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') return false;
    if (text[i] == '\\') ++i;
    if (i == text.size()) return false;  // what closes it is escaped
  }
  return true;
}

class AccessMatcher {
 public:
  AccessMatcher(const cli::AccessFormat& format, std::string_view line)
      : format_(format), line_(line), values_(format.items.size()) {}

  bool Match() { return Items(0, 0); }
  bool gave_up() const { return steps_ > kMostSteps; }
  const std::vector<std::string_view>& values() const { return values_; }

 private:
  static constexpr std::size_t kMostSteps = 20'000;

  std::string_view Behind(std::size_t item) const {
    return item + 1 < format_.items.size() ? format_.items[item + 1].before : format_.after;
  }

  bool MayBe(std::size_t item, std::string_view value) const {
    const std::string_view behind = Behind(item);
    const cli::ValueShape shape = format_.items[item].shape;
    if (shape == cli::ValueShape::kTime) return LooksLikeTime(value);
    if (shape == cli::ValueShape::kNumber &&
        !IsAllOf(value, [](char c) { return (c >= '0' && c <= '9') || c == '-'; }))
      return false;
    if (!behind.empty() && behind[0] == '"') return IsQuotedText(value);
    if (!behind.empty() && static_cast<unsigned char>(behind[0]) < 0x20)
      return value.find(behind[0]) == std::string_view::npos;
    return shape == cli::ValueShape::kText || value.find(' ') == std::string_view::npos;
  }

  bool Items(std::size_t item, std::size_t at) {
    if (++steps_ > kMostSteps) return false;
    if (item == format_.items.size()) return line_.substr(at) == format_.after;
    const std::string& before = format_.items[item].before;
    if (line_.substr(at, before.size()) != before) return false;
    at += before.size();
    for (std::size_t end = at; end <= line_.size(); ++end) {
      const std::string_view value = line_.substr(at, end - at);
      values_[item] = value;
      if (MayBe(item, value) && Items(item + 1, end)) return true;
    }
    return false;
  }

  const cli::AccessFormat& format_;
  std::string_view line_;
  std::vector<std::string_view> values_;
  std::size_t steps_ = 0;
};

// What httpd's ap_escape_logitem made of it, undone: a backslash and a letter, or "x" and two digits.
inline std::string Unescaped(std::string_view text) {
  const auto digit = [](char c) {
    const std::size_t at = std::string_view("0123456789abcdefABCDEF").find(c);
    return at == std::string_view::npos ? -1 : static_cast<int>(at > 15 ? at - 6 : at);
  };
  std::string sent;
  for (std::size_t i = 0; i < text.size(); ++i) {
    constexpr std::string_view kLetters = "nrtbv\"\\";
    constexpr std::string_view kMeant = "\n\r\t\b\v\"\\";
    const std::size_t letter =
        text[i] == '\\' && i + 1 < text.size() ? kLetters.find(text[i + 1]) : std::string_view::npos;
    if (letter != std::string_view::npos) {
      sent += kMeant[letter];
      ++i;
    } else if (text[i] == '\\' && i + 3 < text.size() && text[i + 1] == 'x' && digit(text[i + 2]) >= 0 &&
               digit(text[i + 3]) >= 0) {
      sent += static_cast<char>(digit(text[i + 2]) * 16 + digit(text[i + 3]));
      i += 3;
    } else {
      sent += text[i];
    }
  }
  return sent;
}

}  // namespace errwatch::plain
