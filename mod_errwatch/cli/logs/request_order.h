// The order in which the requests of an access log were answered.
#pragma once

#include <cstdint>
#include <optional>

#include "cli/logs/scan_block.h"

namespace errwatch::cli {

// httpd writes a line when a request was answered, with the time at which it began. So the line of a long
// download comes late, with an old time; it is judged when it was answered, as the server does: not before
// the lines in front of it. One object a file.
class RequestOrder {
 public:
  // When the request of the next line was answered: `time` says the line, Unix microseconds.
  int64_t Next(int64_t time) {
    if (time >= last_) {
      behind_ = 0;
      return last_ = time;
    }
    if (last_ - time <= kLongestAnswer) return last_;
    // A clock that was put back, an older log behind a newer one, a line whose time is wrong: nobody's
    // requests may be taken for those of one moment.
    if (++behind_ > kEnoughToBelieve) last_ = time;
    return time;
  }

 private:
  static constexpr int64_t kLongestAnswer = int64_t{10} * 60 * 1'000'000;
  static constexpr int kEnoughToBelieve = 20;  // lines in a row

  int64_t last_ = 0;
  int behind_ = 0;
};

// Gives the record of an access log its time in order. Twice does no harm.
inline void PutInOrder(ScanRecord& record, RequestOrder& order) {
  if (record.of_access_log && record.time_us) record.time_us = order.Next(*record.time_us);
}

// Where it stands among records of other logs: behind what the error log says of the same request, which came
// while that was answered.
inline std::optional<int64_t> OrderOf(const ScanRecord& record) {
  if (!record.time_us || !record.of_access_log || !record.vague) return record.time_us;
  constexpr int64_t kMostAnswersTake = 999'999;
  return *record.time_us + kMostAnswersTake;
}

}  // namespace errwatch::cli
