// How often one kind of entry is usual, and what is not: level and rhythm of a count of events, learned from
// the counts of slots of five minutes. Pure arithmetic on plain numbers that the caller keeps.
//
//   expectation   the mean of the same hour of the day, working days and weekends apart, as far as it was seen,
//                 else the level; both are exponentially weighted means
//   dispersion    how much more than a Poisson process the counts scatter (quasi-likelihood, Wedderburn 1974,
//                 with the variance of a negative binomial distribution)
//   burst         the Chernoff bound of so many within five minutes or an hour
//   rise, ramp    cumulated sum of the log likelihood ratio of a higher rate (Page 1954), which grows from where
//                 it began: a ramp is one whose last hours are well above its first ones
//   silence       so much was expected since the last entry that it is no coincidence, and more than ever passed
//                 in silence before
// docs/anomalies.md says when they are wrong. Nats: natural logarithms of how unlikely something is.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "base/ticks.h"
#include "model/anomaly.h"

namespace errwatch {

inline constexpr Milliseconds kSlotTime{5 * 60 * 1000};
inline constexpr uint32_t kSlotsAnHour = 12;
inline constexpr uint32_t kSlotsADay = 24 * kSlotsAnHour;
// Hours of a day, of Monday to Friday and of the weekend (UTC).
inline constexpr uint32_t kHoursOfWeek = 48;

// Number of the slot since the epoch of base/ticks.h, and what follows from it.
constexpr uint64_t SlotOf(Tick tick) { return tick.value / TicksIn(kSlotTime); }
constexpr Tick BeginOfSlot(uint64_t slot) { return {slot * TicksIn(kSlotTime)}; }
// The epoch, 2020-01-01, was a Wednesday.
constexpr uint32_t HourOfWeek(uint64_t slot) {
  const uint64_t day = (slot / kSlotsADay + 2) % 7;  // 0 = Monday
  return static_cast<uint32_t>(slot % kSlotsADay / kSlotsAnHour) + (day >= 5 ? 24 : 0);
}

struct Baseline {
  float slots = 0;                           // so many were learned from
  float level = 0;                           // events a slot
  std::array<float, kHoursOfWeek> rate{};    // the same by hour
  std::array<float, kHoursOfWeek> weight{};  // slots behind each
  // How much more than Poisson's the variance is: that of counts whose rate itself scatters grows with the
  // square of the expectation. Means of both; of slots, and of hours.
  float excess = 0, square = 0;
  float hour_excess = 0, hour_square = 0;
  float hour_seen = 0, hour_expected = 0;                  // of the hour that goes on
  float rise = 0;                                          // nats that speak for a higher rate
  float rise_seen = 0, rise_expected = 0, rise_slots = 0;  // since that was nothing
  float first_seen = 0, first_expected = 0;                // of its first three hours
  float fast_seen = 0, fast_expected = 0;                  // of the last three hours, about
  float silent = 0;                                        // nats since the last event
  float longest_silence = 0;
  float quiet_slots = 0;  // nothing of this is told again for so long
};
inline constexpr std::size_t kBaselineNumbers = 2 + 2 * kHoursOfWeek + 17;

// Each number in a range in which arithmetic does no harm: for what was read from elsewhere.
Baseline Sound(const Baseline& baseline) noexcept;

struct BaselineFinding {
  AnomalyKind kind = AnomalyKind::kBurst;  // kBurst, kRise, kRamp or kSilence
  uint32_t seen = 0, expected = 0;
  uint32_t slots = 1;  // within so many
};

// What is expected in a slot.
float ExpectedIn(const Baseline& baseline, uint64_t slot) noexcept;

// One more slot is over; `learn`: nothing is told before so many were learned from.
std::optional<BaselineFinding> AddSlot(Baseline& baseline, uint64_t slot, uint32_t count,
                                       uint32_t learn) noexcept;

// What is seen now is usual from now on.
void Accept(Baseline& baseline) noexcept;

}  // namespace errwatch
