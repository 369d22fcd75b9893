// How far local time (TZ) is from UTC.
#pragma once

#include <cstdint>

#include "base/calendar.h"

namespace errwatch {

// Remembers the hour that it was asked for last: the lines of a log lie close together, and asking the C
// library costs more than reading a line. One object a thread.
class LocalOffset {
 public:
  // Seconds to take from `local`, read as if it were UTC. An hour that the clocks repeat in autumn is taken
  // as the first of the two.
  int64_t Of(const CivilTime& local) noexcept;

 private:
  int64_t cached_hour_ = INT64_MIN;
  int64_t cached_offset_ = 0;
};

}  // namespace errwatch
