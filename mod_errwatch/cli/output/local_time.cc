#include "cli/output/local_time.h"

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "base/calendar.h"
#include "base/local_offset.h"
#include "base/time_text.h"

namespace errwatch::cli {

namespace {

std::string ZoneName(int64_t offset) {
  if (offset == 0) return "UTC";
  std::array<char, 32> text{};
  const int64_t minutes = std::abs(offset) / 60;
  std::snprintf(text.data(), text.size(), "%c%02d%02d", offset < 0 ? '-' : '+',
                static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
  return text.data();
}

}  // namespace

LocalTime::LocalTime(Tick now) {
  const int64_t offset = LocalOffsetAt(UnixMs(now) / 1000);
  offset_ms_ = offset * 1000;
  zone_ = ZoneName(offset);
}

LocalTime LocalTime::Of(int64_t unix_us) {
  LocalTime time;
  const int64_t offset = LocalOffsetAt(unix_us / 1'000'000);
  time.offset_ms_ = offset * 1000;
  time.zone_ = ZoneName(offset);
  return time;
}

std::string LocalTime::Short(int64_t unix_us) const {
  if (unix_us == INT64_MIN) return {};
  const CivilTime at = CivilAt((unix_us + ahead_us()) / 1'000'000);
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d %02d:%02d:%02d", at.year, at.month, at.day, at.hour,
                at.minute, at.second);
  return text.data();
}

std::string LocalTime::Short(Tick time) const {
  if (time == Tick()) return "";
  return FormatTimeShort(TickFromUnixMs(UnixMs({time.value & kMaxTick}) + offset_ms_));
}

}  // namespace errwatch::cli
