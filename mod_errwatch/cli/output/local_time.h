// Times as whoever reads them has them on the wall: in the local zone (TZ), which stands beside them.
#pragma once

#include <cstdint>
#include <string>

#include "base/ticks.h"

namespace errwatch::cli {

// One zone for all times of an output: the offset from UTC of its own moment, so that no hour is there twice;
// of a log that of its end.
class LocalTime {
 public:
  LocalTime() = default;  // UTC
  explicit LocalTime(Tick now);
  // That of a log: of its last entry.
  static LocalTime Of(int64_t unix_us);

  const std::string& zone() const { return zone_; }  // "UTC", "+0100"
  // "2026-11-22 11:00:00", nothing of tick 0, which is none; with the zone behind it.
  std::string Short(Tick time) const;
  std::string WithZone(Tick time) const { return Short(time) + " " + zone_; }
  // The same of a time in Unix microseconds; nothing of INT64_MIN, which is none.
  std::string Short(int64_t unix_us) const;
  std::string WithZone(int64_t unix_us) const { return Short(unix_us) + " " + zone_; }
  int64_t ahead_us() const { return offset_ms_ * 1000; }  // of UTC
  // "last seen (+0100)".
  std::string Title(const char* name) const { return std::string(name) + " (" + zone_ + ")"; }

 private:
  int64_t offset_ms_ = 0;
  std::string zone_ = "UTC";
};

}  // namespace errwatch::cli
