// The hour that the clocks repeat in autumn, in a log of local time without a zone: its lines alone do not
// say which of the two they are of, but their order does.
#pragma once

#include <algorithm>
#include <cstdint>

namespace errwatch::cli {

// One object a log; its lines in order.
class LocalOrder {
 public:
  // When a line was written, Unix microseconds: `first` is the earlier time that it may be, `repeats` how
  // much later the other one is, 0 = there is one.
  int64_t Next(int64_t first, int64_t repeats) {
    if (repeats == 0) {
      // Before that hour: another log follows, or it comes only now.
      if (first < latest_) *this = LocalOrder();
      return first;
    }
    if (latest_ != INT64_MIN && (first - latest_ > repeats || latest_ - first > repeats))
      *this = LocalOrder();
    if (!second_ && latest_ != INT64_MIN && latest_ - first > kDisorder) second_ = true;
    if (!second_) latest_ = std::max(latest_, first);
    return second_ ? first + repeats : first;
  }

 private:
  // Lines of several processes do not come in order to the microsecond.
  static constexpr int64_t kDisorder = int64_t{60} * 1'000'000;

  int64_t latest_ = INT64_MIN;  // of the first of the two hours
  bool second_ = false;
};

}  // namespace errwatch::cli
