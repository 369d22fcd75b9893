#include "base/time_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace errwatch {
namespace {

struct Civil {
  int year, month, day, hour, minute, second, millisecond;
};

// Days to year, month and day: H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days. A
// tick is never before 2020, so the eras of negative years are left out.
Civil CivilOf(Tick time) {
  const int64_t unix_ms = UnixMs({std::min(time.value, kMaxTick)});
  const int64_t days = unix_ms / 86'400'000 + 719'468;  // since 0000-03-01
  const int64_t era = days / 146'097;
  const int64_t day_of_era = days % 146'097;
  const int64_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int64_t shifted = (5 * day_of_year + 2) / 153;  // month, March = 0
  const int64_t month = shifted < 10 ? shifted + 3 : shifted - 9;
  const int64_t in_day = unix_ms % 86'400'000;
  return {static_cast<int>(year_of_era + era * 400 + (month <= 2 ? 1 : 0)),
          static_cast<int>(month),
          static_cast<int>(day_of_year - (153 * shifted + 2) / 5 + 1),
          static_cast<int>(in_day / 3'600'000),
          static_cast<int>(in_day / 60'000 % 60),
          static_cast<int>(in_day / 1000 % 60),
          static_cast<int>(in_day % 1000)};
}

// printf with integers alone does not depend on the locale.
template <typename... Numbers>
std::string Print(const char* format, Numbers... numbers) {
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), format, numbers...);
  return text.data();
}

}  // namespace

std::string FormatTime(Tick time) {
  const Civil c = CivilOf(time);
  return Print("%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", c.year, c.month, c.day, c.hour, c.minute, c.second,
               c.millisecond);
}

std::string FormatTimeShort(Tick time) {
  const Civil c = CivilOf(time);
  return Print("%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

std::string FormatSpan(Milliseconds span) {
  const long long seconds = std::max<long long>(span.count(), 0) / 1000;
  if (seconds < 60) return Print("%llds", seconds);
  if (seconds < 3600) return Print("%lldm %02llds", seconds / 60, seconds % 60);
  if (seconds < 86'400) return Print("%lldh %02lldm", seconds / 3600, seconds / 60 % 60);
  return Print("%lldd %02lldh", seconds / 86'400, seconds / 3600 % 24);
}

std::string FormatSpan(Tick from, Tick to) {
  return FormatSpan(DurationOf(std::min(TicksSince(from, to), kMaxTick)));
}

std::string FormatCount(uint64_t count) {
  std::string digits = std::to_string(count);
  for (std::size_t end = digits.size(); end > 3;) {
    end -= 3;
    digits.insert(end, 1, ',');
  }
  return digits;
}

std::string FormatScore(double score) {
  if (!(score > 0)) return "0";
  const auto tenths = static_cast<uint64_t>(std::llround(std::min(score, 1e15) * 10));
  std::string text = std::to_string(tenths / 10);
  if (tenths % 10 != 0) text += "." + std::to_string(tenths % 10);
  return text;
}

}  // namespace errwatch
