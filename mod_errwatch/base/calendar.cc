#include "base/calendar.h"

#include <algorithm>

namespace errwatch {
namespace {

using std::chrono::year;
constexpr int64_t kFirst = DaysSinceEpoch(static_cast<int>(year::min()), 1, 1) * kSecondsPerDay;
constexpr int64_t kLast = (DaysSinceEpoch(static_cast<int>(year::max()), 12, 31) + 1) * kSecondsPerDay - 1;

}  // namespace

CivilTime CivilAt(int64_t unix_seconds) {
  const std::chrono::sys_seconds time{std::chrono::seconds(std::clamp(unix_seconds, kFirst, kLast))};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count())};
}

}  // namespace errwatch
