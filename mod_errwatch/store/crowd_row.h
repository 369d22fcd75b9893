// One row of the crowds' table, as CrowdRows counts (crowd_rows.cc) and judges (crowd_judging.cc) in it.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "anomaly/crowd.h"
#include "anomaly/networks.h"
#include "model/anomaly.h"
#include "store/crowd_layout.h"
#include "store/known_crowd.h"

namespace errwatch::store {

inline constexpr uint64_t kCrowdTicks = TicksIn(kCrowdTime);
inline constexpr uint64_t kPartOfTold = uint64_t{1} << (kTickBits + 8);  // of a verdict
inline constexpr int kCrowdAgeAt = 64 - kAgeBits;
inline constexpr uint64_t kCrowdCount = (uint64_t{1} << kCrowdAgeAt) - 1;

// relaxed, every operation on a row: counts and marks of one row order nothing but themselves. A row that
// changes hands may count an entry or two of its former owner's; the ages of its words keep the rest out.
inline constexpr auto kRelaxedRow = std::memory_order_relaxed;

inline uint32_t AgeIn(uint64_t window) { return static_cast<uint32_t>(window >> kTickBits) & kAgeMask; }
inline Tick BeganIn(uint64_t window) { return {window & kMaxTick}; }
inline uint64_t CountAt(uint64_t word, uint32_t age) {
  return word >> kCrowdAgeAt == age ? word & kCrowdCount : 0;
}

// 0 = none; wild numbers are none.
inline std::optional<AnomalyKind> KindIn(uint64_t verdict) {
  const uint64_t kind = verdict >> kTickBits & 0xFF;
  return kind == 0 || kind > kAnomalyKindCount ? std::nullopt
                                               : std::optional(static_cast<AnomalyKind>(kind - 1));
}

inline uint64_t VerdictOf(AnomalyKind kind, Tick begun) {
  return begun.value | uint64_t{static_cast<uint8_t>(kind) + 1U} << kTickBits;
}

// Names of accounts and paths are soon made up: they must not push out each other, and not the sites.
struct Part {
  uint32_t first, rows;
};
constexpr Part PartOf(TargetKind kind) {
  switch (kind) {
    case TargetKind::kAccount:
      return {0, 256};
    case TargetKind::kLogin:
      return {256, 128};
    case TargetKind::kPath:
      return {384, 64};
    case TargetKind::kSite:
    case TargetKind::kLoad:
      break;
  }
  return {448, 64};  // two for each virtual host
}
static_assert(PartOf(TargetKind::kLoad).first + PartOf(TargetKind::kLoad).rows == kCrowdRows);

// What was counted within this time; estimates are never more than what came.
Crowd CrowdIn(const CrowdWords& row);
NetworkWords NetworksIn(const CrowdWords& row);
// As it is told. `crowd`: what is in the row, estimated once.
KnownCrowd Known(const CrowdWords& row, const Crowd& crowd, AnomalyKind kind, Tick begun);

}  // namespace errwatch::store
