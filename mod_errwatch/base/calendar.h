// The Gregorian calendar in UTC: the one place where days become years, months and days, and back.
#pragma once

#include <chrono>
#include <cstdint>

namespace errwatch {

inline constexpr int64_t kSecondsPerDay = 86'400;

struct CivilTime {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

// Of a time in seconds since 1970-01-01T00:00:00Z; before it, too. Years beyond +-32,767 are shown as the
// last moment of that range.
CivilTime CivilAt(int64_t unix_seconds);

// REQUIRES: month 1-12, day 1-31, year within +-32,767. A day that the month does not have counts on into the
// next one: February 30th is March 1st or 2nd.
constexpr int64_t DaysSinceEpoch(int year, int month, int day) {
  using std::chrono::sys_days;
  const std::chrono::year_month first{std::chrono::year(year),
                                      std::chrono::month(static_cast<unsigned>(month))};
  return sys_days(first / std::chrono::day(1)).time_since_epoch().count() + day - 1;
}

// REQUIRES: month 1-12.
constexpr int DaysInMonth(int year, int month) {
  return static_cast<int>(
      (month == 12 ? DaysSinceEpoch(year + 1, 1, 1) : DaysSinceEpoch(year, month + 1, 1)) -
      DaysSinceEpoch(year, month, 1));
}

// Whether a log or an event may bear that time. httpd is no older than 1995; what names another century than
// ours is damaged or forged. No clock is asked: it may be wrong, and the same log makes the same report for
// ever.
inline constexpr int kFirstYearOfLogs = 1995, kYearBehindLogs = 2100;
constexpr bool IsTimeOfLogs(int64_t unix_us) {
  constexpr int64_t kMicrosPerDay = kSecondsPerDay * 1'000'000;
  return unix_us >= DaysSinceEpoch(kFirstYearOfLogs, 1, 1) * kMicrosPerDay &&
         unix_us < DaysSinceEpoch(kYearBehindLogs, 1, 1) * kMicrosPerDay;
}

}  // namespace errwatch
