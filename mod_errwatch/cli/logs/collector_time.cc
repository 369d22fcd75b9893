#include "cli/logs/collector_time.h"

#include <algorithm>

#include "base/ascii.h"
#include "cli/logs/log_prefix.h"

namespace errwatch::cli {
namespace {

// "Www" and "Mmm" stand for names of days and months, 'd' for a digit, '_' for a digit or a blank, 'T' for
// that letter or a blank.
constexpr std::string_view kTimes[] = {
    "Www Mmm _d dd:dd:dd",  "Mmm _d dd:dd:dd",         "dddd-dd-ddTdd:dd:dd",
    "dddd Mmm _d dd:dd:dd", "Www dddd-dd-dd dd:dd:dd", "dddddddddd",
};

std::size_t MatchTime(std::string_view form, std::string_view text) noexcept {
  if (text.size() < form.size()) return 0;
  for (std::size_t i = 0; i < form.size(); ++i) {
    const char c = text[i];
    switch (form[i]) {
      case 'd':
        if (!IsDigit(c)) return 0;
        break;
      case '_':
        if (!IsDigit(c) && c != ' ') return 0;
        break;
      case 'T':
        if (c != 'T' && c != ' ') return 0;
        break;
      case 'M':
      case 'W':
        if (form[i] == 'M' ? !IsMonth(text.substr(i)) : !IsWeekday(text.substr(i))) return 0;
        i += 2;
        break;
      default:
        if (c != form[i]) return 0;
    }
  }
  return form.size();
}

std::size_t DigitsAt(std::string_view text, std::size_t at) noexcept {
  std::size_t end = at;
  while (end < text.size() && IsDigit(text[end])) ++end;
  return end - at;
}

// Length of "Z", "+0100", " +01:00", " CEST" at `at`; 0 = none.
std::size_t ZoneBytes(std::string_view text, std::size_t at, bool may_be_named) noexcept {
  const std::size_t begin = at;
  if (at < text.size() && text[at] == 'Z') return 1;
  if (at < text.size() && text[at] == ' ') ++at;
  if (at >= text.size()) return 0;
  if (text[at] == '+' || text[at] == '-') {
    const std::size_t hours = DigitsAt(text, ++at);
    if (hours == 4) return at + 4 - begin;
    if (hours != 2) return 0;
    at += 2;
    if (at < text.size() && text[at] == ':' && DigitsAt(text, at + 1) == 2) at += 3;
    return at - begin;
  }
  std::size_t letters = 0;
  while (may_be_named && at + letters < text.size() && IsUpper(text[at + letters])) ++letters;
  return letters >= 3 && letters <= 5 && at != begin ? at + letters - begin : 0;
}

}  // namespace

std::size_t CollectorTimeBytes(std::string_view text) noexcept {
  for (const std::string_view form : kTimes) {
    std::size_t at = MatchTime(form, text);
    if (at == 0) continue;
    if (at + 1 < text.size() && (text[at] == '.' || text[at] == ',') && IsDigit(text[at + 1]))
      at += 1 + DigitsAt(text, at + 1);
    const bool asctime = form.starts_with("Www M");
    if (asctime && text.substr(at).starts_with(' ') && DigitsAt(text, at + 1) == 4) at += 5;
    if (!asctime && form[0] != 'M') at += ZoneBytes(text, at, form[0] == 'W');
    // Seconds since the epoch are any ten digits: more of them, or a name, are something else.
    return at == text.size() || text[at] == ' ' || text[at] == '\t' || text[at] == ',' ? at : 0;
  }
  return 0;
}

bool NamesZone(std::string_view time) noexcept {
  if (time.empty() || !IsDigit(time.front())) return false;
  if (time.back() == 'Z' || time.ends_with(" UTC") || time.ends_with(" GMT")) return true;
  if (time.size() > 10 && time.find_last_of("+-") > 10 && time.find_last_of("+-") < time.size()) return true;
  return std::all_of(time.begin(), time.end(), [](char c) { return IsDigit(c) || c == '.'; });
}

std::size_t ClockBytes(std::string_view text) noexcept { return MatchTime("dd:dd:dd", text); }

}  // namespace errwatch::cli
