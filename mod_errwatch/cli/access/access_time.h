// When a request was, in the forms that access logs have.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/local_offset.h"
#include "cli/access/time_format.h"

namespace errwatch::cli {

// Puts the parts together. One object a thread.
class TimeOfParts {
 public:
  // Unix microseconds; nothing where there is no whole time, or none that a log may bear (IsTimeOfLogs).
  std::optional<int64_t> Join(const TimeParts& parts) noexcept;
  // Of a common time as written; lines of the same second are read once.
  std::optional<int64_t> OfCommon(std::string_view text) noexcept;
  // Of a common time, with or without brackets, ISO 8601, or seconds since the epoch (also 13, 16 or 19
  // digits).
  std::optional<int64_t> OfAny(std::string_view text, bool& whole_seconds) noexcept;

 private:
  LocalOffset local_;
  char last_[32] = {};
  std::size_t last_bytes_ = 0;
  int64_t last_us_ = 0;
};

}  // namespace errwatch::cli
