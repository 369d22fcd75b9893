#include "cli/access/time_format.h"

#include <utility>

#include "base/ascii.h"
#include "cli/access/text_front.h"

namespace errwatch::cli {
namespace {

// httpd's own, and what a step is called that reads it.
struct OwnFormat {
  std::string_view name;
  char what;
};
constexpr OwnFormat kOwnFormats[] = {
    {"sec", '\1'}, {"msec", '\2'}, {"usec", '\3'}, {"msec_frac", '\4'}, {"usec_frac", '\5'}};

// Conversions that stand for several.
std::string_view ExpansionOf(char what) noexcept {
  switch (what) {
    case 'c':
      return "%a %b %e %T %Y";
    case 'D':
    case 'x':
      return "%m/%d/%y";
    case 'F':
      return "%Y-%m-%d";
    case 'T':
    case 'X':
      return "%H:%M:%S";
    case 'R':
      return "%H:%M";
    case 'r':
      return "%I:%M:%S %p";
    case 'h':
      return "%b";
    case 'n':
      return "\n";
    case 't':
      return "\t";
    default:
      return {};
  }
}

constexpr std::string_view kReadable = "aAbBCdeGgHIjklmMpsSuUVwWyYzZ";

int MonthOf(std::string_view text) noexcept {
  constexpr std::string_view kMonths = "janfebmaraprmayjunjulaugsepoctnovdec";
  if (text.size() < 3) return 0;
  for (std::size_t month = 0; month < 12; ++month)
    if (EqualsIgnoreCase(text.substr(0, 3), kMonths.substr(month * 3, 3))) return static_cast<int>(month) + 1;
  return 0;
}

bool ReadOfDate(char what, Front& front, TimeParts& parts) noexcept {
  int passed = 0;
  CivilTime& civil = parts.civil;
  switch (what) {
    case 'a':
    case 'A':
      return !front.Letters().empty();
    case 'b':
    case 'B':
      civil.month = MonthOf(front.Letters());
      return civil.month != 0;
    case 'd':
      return front.Number(2, 2, civil.day);
    case 'e':
      front.Blank();
      return front.Number(1, 2, civil.day);
    case 'm':
      return front.Number(2, 2, civil.month);
    case 'Y':
      parts.has_date = true;
      return front.Number(4, 4, civil.year);
    case 'y':
      parts.has_date = true;
      if (!front.Number(2, 2, civil.year)) return false;
      civil.year += civil.year < 69 ? 2000 : 1900;
      return true;
    case 'G':
      return front.Number(4, 4, passed);
    case 'j':
      return front.Number(3, 3, passed);
    case 'u':
    case 'w':
      return front.Number(1, 1, passed);
    default:  // century, weeks
      return front.Number(2, 2, passed);
  }
}

bool ReadOfClock(char what, Front& front, TimeParts& parts) noexcept {
  CivilTime& civil = parts.civil;
  switch (what) {
    case 'H':
      parts.has_clock = true;
      return front.Number(2, 2, civil.hour);
    case 'I':
      parts.has_clock = parts.half_days = true;
      return front.Number(2, 2, civil.hour);
    case 'k':
      parts.has_clock = true;
      front.Blank();
      return front.Number(1, 2, civil.hour);
    case 'l':
      parts.has_clock = parts.half_days = true;
      front.Blank();
      return front.Number(1, 2, civil.hour);
    case 'M':
      return front.Number(2, 2, civil.minute);
    case 'S':
      return front.Number(2, 2, civil.second);
    case 'p': {
      const std::string_view half = front.Letters();
      parts.afternoon = EqualsIgnoreCase(half, "pm");
      return parts.afternoon || EqualsIgnoreCase(half, "am");
    }
    case 'z':
      return front.Zone(parts.offset_seconds);
    default: {  // 'Z': names but those of UTC are ambiguous; who writes one writes local time
      const std::string_view name = front.Letters();
      if (name == "UTC" || name == "GMT") parts.offset_seconds = 0;
      return !name.empty() || front.Zone(parts.offset_seconds);
    }
  }
}

bool ReadOfEpoch(char what, Front& front, TimeParts& parts) noexcept {
  int64_t number = 0;
  switch (what) {
    case '\1':
    case 's':
      if (!front.Number(1, 12, number)) return false;
      parts.epoch_us = number * kMicrosPerSecond;
      return true;
    case '\2':
      if (!front.Number(1, 15, number)) return false;
      parts.epoch_us = number * 1000;
      parts.has_fraction = true;
      return true;
    case '\3':
      if (!front.Number(1, 18, number)) return false;
      parts.epoch_us = number;
      parts.has_fraction = true;
      return true;
    case '\4':
      parts.has_fraction = true;
      if (!front.Number(3, 3, number)) return false;
      parts.micros = number * 1000;
      return true;
    default:
      parts.has_fraction = true;
      return front.Number(6, 6, parts.micros);
  }
}

bool ReadStep(char what, Front& front, TimeParts& parts) noexcept {
  if (what < ' ' || what == 's') return ReadOfEpoch(what, front, parts);
  constexpr std::string_view kClock = "HIklMSpzZ";
  return kClock.find(what) != std::string_view::npos ? ReadOfClock(what, front, parts)
                                                     : ReadOfDate(what, front, parts);
}

}  // namespace

Result<TimeFormat> TimeFormat::Parse(std::string_view format) {
  TimeFormat result;
  result.common_ = format.empty();
  std::string expanded(format.empty() ? "%d/%b/%Y:%H:%M:%S %z" : format);
  for (const OwnFormat& own : kOwnFormats) {
    if (format != own.name) continue;
    result.steps_.push_back({own.what, {}});
    return result;
  }
  for (std::size_t at = 0; at < expanded.size();) {
    if (expanded[at] != '%') {
      if (result.steps_.empty() || result.steps_.back().what != 0) result.steps_.emplace_back();
      result.steps_.back().text += expanded[at++];
      continue;
    }
    std::size_t letter = at + 1;
    // Other forms of the same value, as locales have them.
    constexpr std::string_view kModifiers = "EO-_0^#";
    while (letter < expanded.size() && kModifiers.find(expanded[letter]) != std::string_view::npos) ++letter;
    if (letter == expanded.size()) return Error{"ends within a conversion"};
    const char what = expanded[letter];
    const std::string_view several = ExpansionOf(what);
    if (!several.empty()) {
      expanded.replace(at, letter + 1 - at, several);
    } else if (what == '%') {
      result.steps_.push_back({0, "%"});
      at = letter + 1;
    } else if (kReadable.find(what) != std::string_view::npos) {
      result.steps_.push_back({what, {}});
      at = letter + 1;
    } else {
      return Error{"%" + std::string(1, what) + " is no conversion of strftime that is known here"};
    }
  }
  return result;
}

std::optional<std::size_t> TimeFormat::Read(std::string_view text, TimeParts& parts) const noexcept {
  Front front(text);
  for (const Step& step : steps_) {
    const bool read = step.what == 0 ? front.Literal(step.text) : ReadStep(step.what, front, parts);
    if (!read) return std::nullopt;
  }
  return text.size() - front.size();
}

}  // namespace errwatch::cli
