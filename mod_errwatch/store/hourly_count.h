// Two counts of one hour in a word: 28 bits each, and the hour in eight. A word of another hour counts
// nothing, so that no second step is needed when an hour begins.
#pragma once

#include <cstdint>

#include "base/ticks.h"
#include "store/shared_word.h"

namespace errwatch::store {

inline constexpr uint64_t kHourTicks = 3600 * 100;
inline constexpr int kCountBits = 28;
inline constexpr int kHourShift = 2 * kCountBits;
inline constexpr uint64_t kMostCounted = (uint64_t{1} << kCountBits) - 1;

constexpr uint64_t Pair(bool first, bool second) { return uint64_t{first} | uint64_t{second} << kCountBits; }
constexpr uint32_t FirstIn(uint64_t word) { return static_cast<uint32_t>(word & kMostCounted); }
constexpr uint32_t SecondIn(uint64_t word) {
  return static_cast<uint32_t>(word >> kCountBits & kMostCounted);
}

constexpr uint64_t HourOf(Tick now) { return now.value / kHourTicks & 0xFF; }
constexpr uint64_t EmptyHour(Tick now) { return HourOf(now) << kHourShift; }
// The next one too, where another has begun it whose clock is a moment ahead: that would be undone else.
constexpr bool CountsThisHour(uint64_t word, Tick now) {
  const uint64_t hour = word >> kHourShift;
  return hour == HourOf(now) || hour == HourOf({now.value + kMaxSkew});
}
// What a word counts of this hour.
constexpr uint64_t OfThisHour(uint64_t word, Tick now) {
  return CountsThisHour(word, now) ? word : EmptyHour(now);
}

// Adds a Pair to what is counted of this hour; the sum. More than fit are not counted: 74,000 a second for an
// hour.
inline uint64_t AddTo(SharedWord& word, uint64_t pair, Tick now) noexcept {
  // relaxed, all: the word says nothing about other memory
  uint64_t found = word.load(std::memory_order_relaxed);
  uint64_t sum = 0;
  for (int i = 0; i < 8; ++i) {
    sum = OfThisHour(found, now);
    if (FirstIn(sum) == kMostCounted || SecondIn(sum) == kMostCounted) return sum;
    sum += pair;
    if (word.compare_exchange_weak(found, sum, std::memory_order_relaxed, std::memory_order_relaxed)) break;
  }
  return sum;
}

}  // namespace errwatch::store
