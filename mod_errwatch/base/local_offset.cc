#include "base/local_offset.h"

#include <ctime>

namespace errwatch {

int64_t LocalOffsetAt(int64_t unix_seconds) noexcept {
  const auto seconds = static_cast<std::time_t>(unix_seconds);
  std::tm local{};
  return localtime_r(&seconds, &local) == nullptr ? 0 : int64_t{local.tm_gmtoff};
}

// By the offsets of the day before and the day after: what mktime() answers depends on what it was asked
// before, and not every change is one between summer time and winter time.
void LocalOffset::Ask(const CivilTime& at) noexcept {
  const int64_t half_hours =
      (DaysSinceEpoch(at.year, at.month, at.day) * 24 + at.hour) * 2 + (at.minute >= 30 ? 1 : 0);
  if (half_hours == cached_) return;
  cached_ = half_hours;
  const int64_t as_utc = half_hours * 1800;
  const int64_t before = LocalOffsetAt(as_utc - kSecondsPerDay),
                behind = LocalOffsetAt(as_utc + kSecondsPerDay);
  const bool was = LocalOffsetAt(as_utc - before) == before;
  const bool will_be = LocalOffsetAt(as_utc - behind) == behind;
  offset_ = was || !will_be ? before : behind;
  repeats_ = was && will_be && before > behind ? before - behind : 0;
}

int64_t LocalOffset::Of(const CivilTime& local) noexcept {
  Ask(local);
  return offset_;
}

int64_t LocalOffset::Repeats(const CivilTime& local) noexcept {
  Ask(local);
  return repeats_;
}

bool MayRepeatLocalTime(int64_t from, int64_t to) noexcept {
  // Summer time and winter time last longer, each.
  constexpr int64_t kLong = 100 * kSecondsPerDay;
  constexpr int64_t kMostRepeated = 3 * 3600;
  return to - from > kLong || LocalOffsetAt(from - kMostRepeated) > LocalOffsetAt(to + kMostRepeated);
}

}  // namespace errwatch
