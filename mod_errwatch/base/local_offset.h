// How far local time (TZ) is from UTC.
#pragma once

#include <cstdint>

#include "base/calendar.h"

namespace errwatch {

// Remembers the half hour that it was asked for last: the lines of a log lie close together, and asking the C
// library costs more than reading a line. One object a thread.
class LocalOffset {
 public:
  // Seconds to take from `local`, read as if it were UTC. An hour that the clocks repeat in autumn is taken
  // as the first of the two, one that they leave out in spring as if they had not.
  int64_t Of(const CivilTime& local) noexcept;

  // How many seconds after that `local` is there once more; 0 = it is there once.
  int64_t Repeats(const CivilTime& local) noexcept;

 private:
  void Ask(const CivilTime& local) noexcept;

  int64_t cached_ = INT64_MIN;  // half hours
  int64_t offset_ = 0;
  int64_t repeats_ = 0;
};

// Seconds that local time is ahead of UTC at a moment, Unix seconds.
int64_t LocalOffsetAt(int64_t unix_seconds) noexcept;

// Whether local time may be the same twice between two moments, Unix seconds. Of a long time it may.
bool MayRepeatLocalTime(int64_t from, int64_t to) noexcept;

}  // namespace errwatch
