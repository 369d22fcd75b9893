// Which targets a client has shown lately, as pure arithmetic on one 64-bit word: a set of 48 classes that
// begins anew every ten minutes.
//
//   bits  0-47  one bit for each class of targets
//   bits 48-63  window: ticks / kTargetWindow, modulo 2^16
//
// A target is put into a class by a keyed hash, so that nobody can choose names that share one. Two targets
// in one class count as one: of n different targets about 48 * (1 - (1 - 1/48)^n) are told apart, 20 of 25
// and 30 of 46, which is more than limits need. From kCrowded classes on every target counts as new: whoever
// has shown so many in ten minutes asks for something else each time.
#pragma once

#include <bit>
#include <cstdint>

#include "base/ticks.h"

namespace errwatch {

inline constexpr uint64_t kTargetWindow = 10 * 60 * 100;  // ticks: ten minutes
inline constexpr int kTargetClasses = 48;
inline constexpr int kCrowded = 40;
// Of names alone, whatever their shapes: a crawl in haste must not hide in the classes.
inline constexpr int kCrowdedPaths = 24;

struct TargetNoted {
  uint64_t word = 0;   // what to store
  uint64_t taken = 0;  // the bit of its class, when it was not taken before
  bool is_new = false;
};

// `hash`: of the target, keyed. `own`: classes that the same request has taken, which makes nothing known.
// What was known in the window before is still known when it comes first in a new one, so that whoever asks
// for one thing all day has shown one thing.
constexpr TargetNoted NoteTarget(uint64_t word, uint64_t hash, Tick now, int crowded = kCrowded,
                                 uint64_t own = 0) {
  constexpr uint64_t kMap = (uint64_t{1} << kTargetClasses) - 1;
  const uint64_t window = now.value / kTargetWindow & 0xFFFF;
  const uint64_t bit = uint64_t{1} << (hash >> 32) % kTargetClasses;
  const uint64_t since = (window - (word >> kTargetClasses)) & 0xFFFF;
  const uint64_t map = since <= 1 || since == 0xFFFF ? word & kMap : 0;  // 0xFFFF: times out of order
  const bool is_new = (map & ~own & bit) == 0 || std::popcount(map) >= crowded;
  const uint64_t kept = since == 1 ? 0 : map;
  return {kept | bit | (since == 0xFFFF ? word & ~kMap : window << kTargetClasses), bit & ~map, is_new};
}

// How many classes are known at `now`.
constexpr int TargetCount(uint64_t word, Tick now) {
  constexpr uint64_t kMap = (uint64_t{1} << kTargetClasses) - 1;
  const uint64_t since = ((now.value / kTargetWindow) - (word >> kTargetClasses)) & 0xFFFF;
  return since <= 1 || since == 0xFFFF ? std::popcount(word & kMap) : 0;
}

}  // namespace errwatch
