// The leaky bucket as pure arithmetic on one 64-bit word: how full it was and when. Leaking is computed on
// access, so no timer runs.
//
//   bits  0-36  stamp   tick up to which the leak is accounted for
//   bits 37-58  level   in quanta of 1/64 unit (largest 65,535 units)
//   bits 59-63  tag     what it counts (bucket_tag.h); 0 = the word is unused
//
// A bucket of capacity C and window W leaks C units in W, evenly. It overflows when less than one unit of
// room is left above what has been poured: with 5/10m the 5th unit within two minutes of the first overflows,
// and one unit every two minutes never does.
//
// Source: the leaky bucket as a meter (ITU-T I.371, generic cell rate algorithm),
// computed lazily as in nginx's limit_req.
#pragma once

#include <cstdint>

#include "base/ticks.h"

namespace errwatch {

inline constexpr int kQuantaPerUnitLog2 = 6;
inline constexpr uint32_t kQuantaPerUnit = 1U << kQuantaPerUnitLog2;
inline constexpr int kLevelBits = 22;
inline constexpr uint32_t kMaxLevel = (1U << kLevelBits) - 1;
inline constexpr uint32_t kMaxCapacity = 10'000;  // units

// ErrWatchLimit: capacity/window. capacity 0 = no limit.
struct BucketShape {
  uint32_t capacity = 0;  // units
  uint64_t window = 0;    // ticks; never 0 when capacity is not
  constexpr bool operator==(const BucketShape&) const = default;
};

struct Bucket {
  uint8_t tag = 0;
  uint32_t level = 0;  // quanta
  Tick stamp;
  constexpr bool operator==(const Bucket&) const = default;
};

constexpr uint64_t Pack(const Bucket& bucket) {
  return (bucket.stamp.value & kMaxTick) | uint64_t{bucket.level & kMaxLevel} << kTickBits |
         uint64_t{bucket.tag} << (kTickBits + kLevelBits);
}
constexpr Bucket Unpack(uint64_t word) {
  return {static_cast<uint8_t>(word >> (kTickBits + kLevelBits)),
          static_cast<uint32_t>(word >> kTickBits) & kMaxLevel,
          {word & kMaxTick}};
}

// The bucket as it stands at `now`. The part of the elapsed time that did not leak a whole quantum is kept
// for the next call, so frequent calls leak no less than rare ones (but for less than one quantum a call
// where a quantum takes no whole number of ticks). A stamp in the future stays where it is within kMaxSkew,
// so that no span of time leaks twice; beyond that it counts as now.
constexpr Bucket Leaked(const Bucket& bucket, const BucketShape& shape, Tick now) {
  Bucket result = bucket;
  if (shape.capacity == 0 || shape.window == 0 || bucket.level == 0) {
    result.stamp = now;
    return result;
  }
  if (now <= bucket.stamp) {
    if (IsBeyondSkew(bucket.stamp, now)) result.stamp = now;
    return result;
  }
  const uint64_t elapsed = now.value - bucket.stamp.value;
  // More than eight full buckets; also keeps the product below 2^64.
  if (elapsed >= shape.window * 8) return {bucket.tag, 0, now};
  const uint64_t rate = uint64_t{shape.capacity} << kQuantaPerUnitLog2;  // quanta a window
  const uint64_t leaked = elapsed * rate / shape.window;
  if (leaked >= bucket.level) return {bucket.tag, 0, now};
  result.level = bucket.level - static_cast<uint32_t>(leaked);
  // The first tick at which `leaked` quanta had gone: what has passed since is not accounted for yet.
  result.stamp.value = bucket.stamp.value + (leaked * shape.window + rate - 1) / rate;
  return result;
}

struct Poured {
  Bucket bucket;       // what to store; empty again after an overflow
  uint32_t level = 0;  // quanta reached, before the overflow emptied it
  bool overflow = false;
};

// Adds `quanta`. On overflow the bucket starts again from empty, so that one incident is opened each time it
// fills. With capacity 0 it only measures (level is kept for display with no leak) and never overflows.
constexpr Poured Pour(const Bucket& bucket, uint8_t tag, uint32_t quanta, const BucketShape& shape,
                      Tick now) {
  Bucket current = bucket.tag == tag ? Leaked(bucket, shape, now) : Bucket{tag, 0, now};
  const uint64_t wanted = uint64_t{current.level} + quanta;
  current.level = wanted > kMaxLevel ? kMaxLevel : static_cast<uint32_t>(wanted);
  const uint64_t full = uint64_t{shape.capacity} << kQuantaPerUnitLog2;
  // Rounded up to whole units:
  // what leaked between the first and the last of a quick series must not cost one more entry.
  const bool overflow = shape.capacity != 0 && quanta != 0 && current.level + (kQuantaPerUnit - 1) >= full;
  const uint32_t reached = current.level;
  if (overflow) current = {tag, 0, now};
  return {current, reached, overflow};
}

}  // namespace errwatch
