// Time stamps of logs -> microseconds since the Unix epoch.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/calendar.h"
#include "base/local_offset.h"
#include "cli/logs/local_order.h"

namespace errwatch::cli {

// The present, in microseconds since the Unix epoch.
int64_t NowMicros();

// Understood, with a fraction of up to nine digits and a zone where one is written:
//   Mon May 26 01:54:43.739790 2025   httpd; a day of one digit with or without the padding blank
//   2025-07-22 15:45:51.323610 +0200  %{cu}t, ISO 8601, also with 'T', 'Z' and +02:00
//   01/Mar/2021:12:00:19 +0000        the access log's
//   2025 Mar  1 10:00:00              syslog with a year
//   Fri 2024-08-23 23:19:57 CEST      journald; a zone's name but UTC is taken for the local one
//   1724455197.587414                 seconds since the epoch; also 13, 16 or 19 digits
//   Feb 16 22:32:48                   syslog: the latest such time that is at most a day after `now`
// Without a zone it is local time (TZ).
// An hour that the clocks repeat in autumn is taken as the first of the two, until times go back within it
// (local_order.h).
//
// Remembers the second that it saw last, and the offset from UTC of that hour: the lines of a log lie close
// together, and asking the C library costs more than reading the line. One object a thread.
class LogClock {
 public:
  explicit LogClock(int64_t now_unix_us) : now_(now_unix_us) {}

  // Empty when the text is no time stamp.
  std::optional<int64_t> Parse(std::string_view text) noexcept;
  // ... or none that a log may bear (IsTimeOfLogs).
  std::optional<int64_t> ParseOfLog(std::string_view text) noexcept;

  // Of what was parsed; that of the lines before, where several clocks share a log.
  const LocalOrder& order() const { return order_; }
  void SetOrder(const LocalOrder& order) {
    order_ = order;
    second_.clear();
  }

 private:
  struct Stamp : CivilTime {  // as written, in whatever zone
    int64_t micros = 0;
    std::optional<int> offset_seconds;
  };
  friend class TimeReader;

  std::optional<int64_t> ParseWhole(std::string_view text) noexcept;
  std::optional<int64_t> ParseSameSecond(std::string_view text) const noexcept;
  void RememberSecond(std::string_view text, int64_t time_us) noexcept;
  int64_t Resolve(const Stamp& stamp) noexcept;  // the earlier time
  int64_t InOrder(const Stamp& stamp) noexcept;

  int64_t now_;
  std::string second_;     // a time of httpd's as it was written, without the microseconds
  int64_t second_us_ = 0;  // that time
  LocalOffset local_;
  LocalOrder order_;
};

}  // namespace errwatch::cli
