#include "base/local_offset.h"

#include <ctime>

namespace errwatch {

int64_t LocalOffset::Of(const CivilTime& at) noexcept {
  const int64_t hours_as_utc = DaysSinceEpoch(at.year, at.month, at.day) * 24 + at.hour;
  if (hours_as_utc != cached_hour_) {
    std::tm local{};
    local.tm_year = at.year - 1900;
    local.tm_mon = at.month - 1;
    local.tm_mday = at.day;
    local.tm_hour = at.hour;
    local.tm_isdst = -1;
    const std::time_t as_utc = static_cast<std::time_t>(hours_as_utc * 3600);
    const std::time_t real = std::mktime(&local);
    cached_offset_ = real == -1 ? 0 : as_utc - real;
    cached_hour_ = hours_as_utc;
  }
  return cached_offset_;
}

}  // namespace errwatch
