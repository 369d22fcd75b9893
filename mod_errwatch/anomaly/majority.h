// Which one thing most of a stream is: the majority vote of Boyer and Moore (1981), in one word. What is
// counted of a thing is never more than what there was of it, and at least as much as there was of it beyond
// all others. Pure arithmetic.
//
//   the low 40 bits of the thing's print | 24 bits of its count; 0 = nothing yet
#pragma once

#include <cstdint>

namespace errwatch {

inline constexpr int kVoteBits = 24;
inline constexpr uint64_t kVoteMask = (uint64_t{1} << kVoteBits) - 1;

constexpr bool IsVoteFor(uint64_t word, uint64_t print) noexcept {
  return word >> kVoteBits == (print << kVoteBits) >> kVoteBits;
}

// The word after one more came. `print` 0: of a thing that is not known.
constexpr uint64_t Voted(uint64_t word, uint64_t print) noexcept {
  const uint64_t count = word & kVoteMask;
  if (count != 0 && (print == 0 || !IsVoteFor(word, print))) return word - 1;
  if (count == 0) return print == 0 ? 0 : print << kVoteBits | 1;
  return count == kVoteMask ? word : word + 1;
}

// Whether more than half of so many were one and the same. Of three quarters it is always known.
constexpr bool IsMajority(uint64_t word, uint64_t of) noexcept { return 2 * (word & kVoteMask) > of; }

}  // namespace errwatch
