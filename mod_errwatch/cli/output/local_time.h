// Times as whoever reads them has them on the wall: in the local zone (TZ), which stands beside them.
#pragma once

#include <string>

#include "base/ticks.h"

namespace errwatch::cli {

// One zone for all times of an output: the offset from UTC of its own moment, so that no hour is there twice.
class LocalTime {
 public:
  explicit LocalTime(Tick now);

  const std::string& zone() const { return zone_; }  // "UTC", "+0100"
  // "2026-11-22 11:00:00"; with the zone behind it.
  std::string Short(Tick time) const;
  std::string WithZone(Tick time) const { return Short(time) + " " + zone_; }
  // "last seen (+0100)".
  std::string Title(const char* name) const { return std::string(name) + " (" + zone_ + ")"; }

 private:
  int64_t offset_ms_ = 0;
  std::string zone_;
};

}  // namespace errwatch::cli
