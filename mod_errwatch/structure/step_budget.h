// What looking at one value may cost: a detector that looks again and again at the same bytes stops when it
// has done so for some time.
#pragma once

#include <array>
#include <cstddef>

namespace errwatch {

// Bytes of a text in which something was looked for from `begin` on, and found at `end`, or not up to there:
// who comes by again goes on from `end`.
struct LookedAt {
  const char* begin = nullptr;
  const char* end = nullptr;
};

class StepBudget {
 public:
  // A step is about the work for one byte.
  static constexpr std::size_t kPerByte = 4;
  static constexpr std::size_t kLeast = 16384;

  explicit constexpr StepBudget(std::size_t bytes) : steps_(kPerByte * bytes + kLeast), left_(steps_) {}

  // False: there are not so many left, nor ever will be again.
  constexpr bool Take(std::size_t steps) {
    left_ = steps <= left_ ? left_ - steps : 0;
    return left_ > 0;
  }
  constexpr bool is_spent() const { return left_ == 0; }
  constexpr std::size_t taken() const { return steps_ - left_; }

  // For the ends of strings, by mark. What is spared so is taken all the same.
  static constexpr std::size_t kQuoteMarks = 3;
  constexpr std::array<LookedAt, kQuoteMarks>& quotes() { return quotes_; }

 private:
  std::size_t steps_;
  std::size_t left_;
  std::array<LookedAt, kQuoteMarks> quotes_{};
};

}  // namespace errwatch
