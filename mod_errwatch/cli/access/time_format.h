// Times of access logs: %t, and %{format}t with the formats of strftime and httpd's own.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/result.h"

namespace errwatch::cli {

// What the time items of one line say together: "%{%d/%b/%Y %T}t.%{msec_frac}t %{%z}t" is one time.
struct TimeParts {
  CivilTime civil;
  bool has_date = false, has_clock = false;
  bool has_fraction = false;
  bool afternoon = false, half_days = false;  // %p, %I
  int64_t micros = 0;                         // of the second
  std::optional<int64_t> epoch_us;            // the whole time
  std::optional<int> offset_seconds;          // from UTC; none: local time
};

inline constexpr int64_t kMicrosPerSecond = 1'000'000;

// The format of one item, taken apart.
class TimeFormat {
 public:
  // `format` is what stands in the braces, without "begin:" and "end:"; empty = %t without its brackets. The
  // error says what cannot be read.
  static Result<TimeFormat> Parse(std::string_view format);

  // Reads it off the front of `text`. The number of its bytes; nothing where it is no such time.
  std::optional<std::size_t> Read(std::string_view text, TimeParts& parts) const noexcept;

  bool is_common() const { return common_; }  // "22/Nov/2026:10:00:00 +0000"

 private:
  struct Step {
    char what = 0;     // the letter of a conversion; 0 = the text
    std::string text;  // to be passed over as it is
  };
  bool common_ = false;
  std::vector<Step> steps_;
};

// Bytes of the common form without brackets.
inline constexpr std::size_t kCommonTimeBytes = 26;

}  // namespace errwatch::cli
