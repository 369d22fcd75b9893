// Whether work grows with its input and not with the square of it. Told by the ratio of two times of this
// thread's own on the processor, the least of several each: whatever the machine and its load are.
#pragma once

#include <time.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

namespace errwatch {

inline int64_t ThreadNanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

// `begin`, and then `unit` again and again.
inline std::string Repeated(std::string_view unit, std::size_t bytes, std::string_view begin = "") {
  std::string text(begin);
  while (text.size() < bytes) text += unit;
  text.resize(bytes);
  return text;
}

// `work` is asked to look at a text.
template <typename Work>
bool TakesLinearTime(const std::string& text, Work work) {
  constexpr std::size_t kParts = 8;
  constexpr int64_t kMostTimes = 24;  // eight where it is linear, 64 where it is quadratic
  const std::string part = text.substr(0, text.size() / kParts);
  int64_t of_part = std::numeric_limits<int64_t>::max();
  int64_t of_all = of_part;
  for (int round = 0; round < 20; ++round) {
    const auto time = [&](const std::string& looked_at, int64_t& least) {
      const int64_t before = ThreadNanoseconds();
      work(looked_at);
      least = std::min(least, std::max<int64_t>(ThreadNanoseconds() - before, 1));
    };
    time(part, of_part);
    time(text, of_all);
    if (round >= 2 && of_all / of_part < kMostTimes) return true;
  }
  return false;
}

}  // namespace errwatch
