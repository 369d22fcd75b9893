#include "cli/logs/log_prefix.h"

#include <algorithm>
#include <cstdint>

#include "base/ascii.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kMaxNameBytes = 64;  // of a source file

bool IsIsoDate(std::string_view t) noexcept {
  return t.size() >= 16 && IsDigit(t[0]) && IsDigit(t[1]) && IsDigit(t[2]) && IsDigit(t[3]) && t[4] == '-' &&
         t[7] == '-' && (t[10] == 'T' || t[10] == ' ') && t[13] == ':';
}

bool IsClfDate(std::string_view t) noexcept {
  return t.size() >= 20 && IsDigit(t[0]) && t[2] == '/' && IsMonth(t.substr(3)) && t[6] == '/' &&
         t[11] == ':';
}

bool IsEpoch(std::string_view t) noexcept {
  return t.size() >= 10 && t.size() <= 20 && std::all_of(t.begin(), t.begin() + 10, IsDigit) &&
         std::all_of(t.begin(), t.end(), [](char c) { return IsDigit(c) || c == '.'; });
}

// The levels that fill real logs first: this runs once a line.
std::optional<Level> QuickLevel(std::string_view text) noexcept {
  if (text == "error") return Level::kError;
  if (text == "info") return Level::kInfo;
  if (text == "warn") return Level::kWarn;
  return ParseLevel(text);
}

// Oracle HTTP Server writes a type of message and its weight: "ERROR:32".
std::optional<Level> OracleLevel(std::string_view type) noexcept {
  struct Type {
    std::string_view name;
    Level level;
  };
  constexpr Type kTypes[] = {{"INCIDENT_ERROR", Level::kCrit}, {"ERROR", Level::kError},
                             {"WARNING", Level::kWarn},        {"NOTIFICATION", Level::kNotice},
                             {"INFORMATION", Level::kInfo},    {"TRACE", Level::kDebug}};
  for (const Type& known : kTypes) {
    if (type == known.name) return known.level;
  }
  return std::nullopt;
}

// httpd's forms of an apr_status_t, and where APR has put the numbers of each (apr_errno.h).
struct StatusForm {
  std::string_view begin;
  int base;
  bool hex;
};
constexpr StatusForm kStatusForms[] = {{"EAI ", 670'000, false},
                                       {"OS ", 720'000, false},
                                       {"os 0x", 720'000, true},
                                       {"-", 0, false},
                                       {"", 0, false}};

// Length of "(2)", "(-102)", "(EAI 2)", "(OS 10061)" or "(os 0x80090325)"; 0 = none of them.
std::size_t StatusBytes(std::string_view text, int& error) noexcept {
  constexpr std::size_t kMaxDigits = 9;
  if (!text.starts_with('(')) return 0;
  const StatusForm* form = kStatusForms;
  while (!text.substr(1).starts_with(form->begin)) ++form;  // the last one fits always
  const std::size_t digits = 1 + form->begin.size();
  std::size_t at = digits;
  uint32_t number = 0;
  for (; at < text.size() && at - digits <= kMaxDigits; ++at) {
    const int digit = form->hex || IsDigit(text[at]) ? HexValue(text[at]) : -1;
    if (digit < 0) break;
    number = number * (form->hex ? 16 : 10) + static_cast<uint32_t>(digit);
  }
  const bool whole = at > digits && at - digits <= kMaxDigits && at < text.size() && text[at] == ')';
  if (!whole) return 0;
  error = form->begin == "-" ? -static_cast<int>(number)
                             : static_cast<int>(number + static_cast<uint32_t>(form->base));
  return at + 1;
}

// Length of the digits and dots that make up all of `text`, but for ":port"; 0 = it is something else. Most
// lines bear such an address.
std::size_t DottedQuadBytes(std::string_view text) noexcept {
  std::size_t at = 0;
  std::size_t dots = 0;
  for (; at < text.size() && (IsDigit(text[at]) || text[at] == '.'); ++at) dots += text[at] == '.';
  const std::size_t bytes = at;
  if (dots != 3) return 0;
  if (at < text.size() && text[at] == ':') {
    for (++at; at < text.size() && IsDigit(text[at]); ++at) {
    }
  }
  return at == text.size() ? bytes : 0;
}

}  // namespace

bool IsMonth(std::string_view t) noexcept {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (t.size() < 3 || !IsUpper(t[0])) return false;
  const std::size_t at = kMonths.find(t.substr(0, 3));
  return at != std::string_view::npos && at % 3 == 0;
}

bool IsWeekday(std::string_view t) noexcept {
  constexpr std::string_view kDays = "MonTueWedThuFriSatSun";
  if (t.size() < 4 || !IsUpper(t[0]) || t[3] != ' ') return false;
  const std::size_t at = kDays.find(t.substr(0, 3));
  return at != std::string_view::npos && at % 3 == 0;
}

bool LooksLikeTime(std::string_view text) noexcept {
  return IsWeekday(text) || IsIsoDate(text) || IsClfDate(text) || IsEpoch(text);
}

Elements TimeFormOf(std::string_view text) noexcept {
  constexpr unsigned kPlace = 8;
  const unsigned fraction = text.find('.') == std::string_view::npos ? 0 : 1;
  if (!text.empty() && IsAlpha(text[0])) return static_cast<Elements>((1 + fraction) * kPlace);
  if (IsEpoch(text)) return 6 * kPlace;
  if (IsClfDate(text)) return 5 * kPlace;
  return static_cast<Elements>((3 + fraction) * kPlace);
}

std::optional<LevelGroup> LevelOfGroup(std::string_view group) noexcept {
  LevelGroup read;
  const std::size_t colon = group.rfind(':');
  std::string_view name = group;
  if (colon != std::string_view::npos) {
    name = group.substr(colon + 1);
    read.names_module = true;
    read.module = group.substr(0, colon);
    if (read.module == "-") read.module = {};
  }
  std::optional<Level> level = QuickLevel(name);
  if (!level && read.names_module && !name.empty() && std::all_of(name.begin(), name.end(), IsDigit)) {
    level = OracleLevel(read.module);
    read.module = {};
  }
  if (!level) return std::nullopt;
  read.level = *level;
  return read;
}

bool TakeErrorText(std::string_view& rest, int& error) noexcept {
  constexpr std::size_t kMaxErrorText = 200;
  const std::size_t at = StatusBytes(rest, error);
  if (at == 0) return false;
  const std::string_view text = rest.substr(0, kMaxErrorText);
  const std::size_t colon = text.find(": ", at);
  const std::size_t bracket = text.find(" [client ", at);
  if (bracket != std::string_view::npos && bracket < colon) {
    rest.remove_prefix(bracket + 1);
    return true;
  }
  if (colon == std::string_view::npos) return false;
  rest.remove_prefix(colon + 2);
  return true;
}

bool TakeSourceFile(std::string_view& rest) noexcept {
  std::size_t at = 0;
  while (at < rest.size() && at < kMaxNameBytes &&
         (IsAlnum(rest[at]) || rest[at] == '_' || rest[at] == '.' || rest[at] == '/' || rest[at] == '-'))
    ++at;
  if (at < 3 || at >= rest.size() || rest[at] != '(') return false;
  const std::string_view name = rest.substr(0, at);
  if (!name.ends_with(".c") && !name.ends_with(".cc") && !name.ends_with(".cpp") && !name.ends_with(".h"))
    return false;
  const std::size_t digits = ++at;
  while (at < rest.size() && IsDigit(rest[at])) ++at;
  if (at == digits || !rest.substr(at).starts_with("): ")) return false;
  rest.remove_prefix(at + 3);
  return true;
}

std::string_view AddressWithoutPort(std::string_view text, bool has_port) noexcept {
  constexpr std::size_t kMaxAddress = 80;
  if (text.size() > kMaxAddress) return {};
  if (const std::size_t bytes = DottedQuadBytes(text); bytes != 0) return text.substr(0, bytes);
  if (text.starts_with('[')) {
    const std::size_t end = text.find(']');
    return end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
  }
  std::size_t colons = 0;
  std::size_t last_colon = 0;
  bool dot = false;
  bool elision = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // A zone ends where the port begins.
    if (c == '%') return text.substr(0, std::min(text.find(':', i), text.size()));
    if (c == ':') {
      elision = elision || (i > 0 && text[i - 1] == ':');
      ++colons;
      last_colon = i;
    } else if (c == '.') {
      dot = true;
    } else if (HexValue(c) < 0) {
      return {};
    }
  }
  if (!dot && colons < 2) return {};
  if (colons == 0) return text;
  const std::string_view tail = text.substr(last_colon + 1);
  const bool after_elision = last_colon > 0 && text[last_colon - 1] == ':';
  if (dot) return tail.find('.') == std::string_view::npos ? text.substr(0, last_colon) : text;
  if (tail.empty() || tail.size() > 5 || !std::all_of(tail.begin(), tail.end(), IsDigit)) return text;
  if (after_elision) return last_colon > 1 && text[last_colon - 2] == ':' ? text.substr(0, last_colon) : text;
  // No group of an address has five digits, nor has an address nine groups; otherwise only the format tells,
  // but for eight groups, which are a whole address.
  const bool whole = colons == 7 && !elision;
  return colons == 8 || tail.size() == 5 || (has_port && !whole) ? text.substr(0, last_colon) : text;
}

}  // namespace errwatch::cli
