// Limits and blocks: when a client has done enough, and for how long it is then denied. Pure arithmetic.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ticks.h"
#include "model/category.h"
#include "model/leaky_bucket.h"
#include "model/level.h"

namespace errwatch {

// ErrWatchEngine.
enum class Engine : uint8_t { kOff, kOn, kDetectionOnly };
inline constexpr std::size_t kEngineCount = 3;

// As the directive spells it.
constexpr std::string_view EngineName(Engine engine) {
  switch (engine) {
    case Engine::kOn:
      return "On";
    case Engine::kDetectionOnly:
      return "DetectionOnly";
    case Engine::kOff:
      break;
  }
  return "Off";
}

// Which of its values are in force somewhere: a server has many sections. None: that is not known.
class EnginesInUse {
 public:
  constexpr void Add(Engine engine) {
    bits_ = static_cast<uint8_t>(bits_ | 1U << static_cast<unsigned>(engine));
  }
  constexpr void Add(EnginesInUse others) { bits_ = static_cast<uint8_t>(bits_ | others.bits_); }
  constexpr bool Has(Engine engine) const { return (bits_ >> static_cast<unsigned>(engine) & 1U) != 0; }
  constexpr bool known() const { return bits_ != 0; }
  // Nobody is denied anywhere, but ...
  constexpr bool DetectAtMost() const { return Has(Engine::kDetectionOnly) && !Has(Engine::kOn); }
  // ... nor said to be.
  constexpr bool AllOff() const { return known() && !Has(Engine::kOn) && !Has(Engine::kDetectionOnly); }
  constexpr bool operator==(const EnginesInUse&) const = default;

 private:
  uint8_t bits_ = 0;
};

// ErrWatchLimit of one category, or of `any`.
struct Limit {
  BucketShape shape;  // capacity 0 = off
  Milliseconds block{
      -1};  // block=duration; 0 = opens an incident but never blocks; -1 = as ErrWatchBlock says
  constexpr bool operator==(const Limit&) const = default;
};

struct Limits {
  std::array<Limit, kCategoryCount> category;
  Limit any;
  const Limit& operator[](Category c) const { return category[static_cast<uint8_t>(c)]; }
  Limit& operator[](Category c) { return category[static_cast<uint8_t>(c)]; }
};

// That of a bucket by its tag (bucket_tag.h); null where tags of this kind have none.
const Limit* LimitOf(uint8_t tag, const Limits& limits);

// What applies where the configuration says nothing: `any 30/1m`, and for each category what model/category.h
// says (docs/mod_errwatch.md lists them).
const Limits& DefaultLimits();

// ErrWatchVerbosity: what is logged of the requests of some clients, whatever LogLevel says.
struct Verbosity {
  std::optional<Level> suspects;  // at least as much; empty = as of anybody
  std::optional<Level> blocked;   // at most as much, of who is denied
  constexpr bool operator==(const Verbosity&) const = default;
};

// ErrWatchBlock.
struct BlockPolicy {
  Milliseconds base{10 * 60 * 1000};
  uint32_t factor = 4;
  Milliseconds max{24LL * 3600 * 1000};
  Milliseconds decay{7LL * 24 * 3600 * 1000};
  constexpr bool operator==(const BlockPolicy&) const = default;
};

inline constexpr uint32_t kMaxStrikes = 31;

// Blocks that a client has had, less one for each whole decay period since the last one ended.
uint32_t StrikesNow(uint32_t strikes, Tick last_block_end, const BlockPolicy& policy, Tick now);

// base (or the limit's own duration) * factor^strikes,
// at most max - but never less than the limit's own duration.
Milliseconds BlockLength(const BlockPolicy& policy, const Limit& limit, uint32_t strikes);

}  // namespace errwatch
