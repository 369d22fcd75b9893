// Time as the engine counts it: ticks of 10 ms since 2020-01-01T00:00:00Z, on the wall clock, because scores
// and blocks outlive restarts and reboots and because old logs are replayed with the same arithmetic.
// 37 bits reach the year 2063.
//
// The engine's functions are given `now`; only httpd/ and cli/ read a clock.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace errwatch {

using Milliseconds = std::chrono::milliseconds;

inline constexpr int64_t kTickMs = 10;
inline constexpr int64_t kEpochUnixMs = 1'577'836'800'000;  // 2020-01-01T00:00:00Z
inline constexpr int kTickBits = 37;
inline constexpr uint64_t kMaxTick = (uint64_t{1} << kTickBits) - 1;

struct Tick {
  uint64_t value = 0;
  constexpr auto operator<=>(const Tick&) const = default;
};

// Clamps what the 37 bits cannot hold.
constexpr Tick TickFromUnixMs(int64_t unix_ms) {
  const int64_t ticks = (unix_ms - kEpochUnixMs) / kTickMs;
  if (ticks < 0) return {0};
  return {static_cast<uint64_t>(ticks) > kMaxTick ? kMaxTick : static_cast<uint64_t>(ticks)};
}
constexpr int64_t UnixMs(Tick tick) { return kEpochUnixMs + static_cast<int64_t>(tick.value) * kTickMs; }

constexpr uint64_t TicksIn(Milliseconds duration) {
  return duration.count() <= 0 ? 0 : static_cast<uint64_t>(duration.count() / kTickMs);
}
constexpr Milliseconds DurationOf(uint64_t ticks) {
  return Milliseconds(static_cast<int64_t>(ticks) * kTickMs);
}

// 0 when the clock went backwards.
constexpr uint64_t TicksSince(Tick then, Tick now) {
  return now.value > then.value ? now.value - then.value : 0;
}

constexpr Tick After(Tick start, Milliseconds duration) {
  const uint64_t value = start.value + TicksIn(duration);
  return {value > kMaxTick ? kMaxTick : value};
}

// How far times may be out of order: whoever reads the clock first may write last, because the scheduler
// stopped it in between; so may lines of a log. What is marked with a time that lies further ahead is not of
// this clock: it was set back, or the memory is spoilt.
inline constexpr uint64_t kMaxSkew = 1000;  // ticks: 10 s

// `written`: with the clock of whoever wrote it; `now`: of whoever reads it.
constexpr bool IsBeyondSkew(Tick written, Tick now) { return written.value > now.value + kMaxSkew; }

}  // namespace errwatch
