// What looking at one value may cost: a detector that looks again and again at the same bytes stops when it
// has done so for some time.
#pragma once

#include <cstddef>

namespace errwatch {

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

 private:
  std::size_t steps_;
  std::size_t left_;
};

}  // namespace errwatch
