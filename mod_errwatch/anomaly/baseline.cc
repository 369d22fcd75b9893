#include "anomaly/baseline.h"

#include <algorithm>
#include <cmath>

namespace errwatch {
namespace {

// A week, and two of the same hour: the memory of the means.
constexpr float kLevelMemory = 7 * kSlotsADay;
constexpr float kHourMemory = 20 * kSlotsAnHour;
// So many slots of the same hour weigh as much as the level.
constexpr float kPriorSlots = kSlotsAnHour;
constexpr float kScatterMemory = 7 * kSlotsADay;
constexpr float kHourScatterMemory = 14 * 24;
constexpr float kMostDispersion = 1e4F;

// One false alarm a week and some forty kinds of entries: 80,000 slots, 6,700 hours.
constexpr float kBurstNats = 13;
constexpr float kHourNats = 11;
constexpr float kRiseNats = 17;
constexpr float kSilenceNats = 14;
constexpr float kSilenceFactor = 2.5F;  // of the longest silence before
constexpr uint32_t kLeastBurst = 5;
// Of one that is worth telling, and how much an event of it says.
constexpr float kRiseRatio = 1.6F;
const float kRiseRatioNats = std::log(kRiseRatio);
constexpr float kFastMemory = 3 * kSlotsAnHour;
// Sooner it may be a burst that ends; a ramp is steeper at its end.
constexpr float kLongRise = 18 * kSlotsAnHour;
constexpr float kSteeper = 1.25F;
constexpr float kSteeperErrors = 1.5F;  // standard errors
constexpr float kQuietSlots = kSlotsADay;
constexpr float kLeastExpected = 1e-4F;  // in a slot

void Average(float& mean, float value, float weight) { mean += (value - mean) / weight; }

// How unlikely so many are where so many are expected; 0 for no more than that.
float Nats(float seen, float expected, float dispersion) {
  if (seen <= expected) return 0;
  return (seen * std::log(seen / expected) - (seen - expected)) / dispersion;
}

uint32_t Whole(float number) { return static_cast<uint32_t>(std::lround(std::clamp(number, 0.0F, 4e9F))); }

// Of counts where so many are expected: their variance in parts of Poisson's.
float Dispersion(float excess, float square, float expected) {
  const float scatter = square > 0 ? std::max(0.0F, excess) / square : 0;
  return std::clamp(1 + scatter * expected, 1.0F, kMostDispersion);
}
float SlotDispersion(const Baseline& b, float expected) { return Dispersion(b.excess, b.square, expected); }
float HourDispersion(const Baseline& b, float expected) {
  return Dispersion(b.hour_excess, b.hour_square, expected);
}

void LearnScatter(float& excess, float& square, float seen, float expected, float weight) {
  // One anomaly must not make all that follow usual.
  const float usual = 16 * Dispersion(excess, square, expected) * std::max(expected, 1.0F);
  const float off = std::min((seen - expected) * (seen - expected), usual);
  Average(excess, off - expected, weight);
  Average(square, expected * expected, weight);
}

// Of an anomaly no more than what would still be usual.
float Usual(float count, float expected) { return std::min(count, 3 * expected + 5); }

void Learn(Baseline& b, uint64_t slot, float count, float expected) {
  const float usual = Usual(count, expected);
  b.slots = std::min(b.slots + 1, 1e6F);
  Average(b.level, usual, std::min(b.slots, kLevelMemory));
  const uint32_t hour = HourOfWeek(slot);
  b.weight[hour] = std::min(b.weight[hour] + 1, kHourMemory);
  Average(b.rate[hour], usual, b.weight[hour]);
  LearnScatter(b.excess, b.square, count, expected, std::min(b.slots, kScatterMemory));
}

void ForgetRise(Baseline& b) {
  b.rise = b.rise_seen = b.rise_expected = b.rise_slots = b.first_seen = b.first_expected = 0;
}

bool IsSteeper(const Baseline& b, float dispersion) {
  if (b.first_seen < 1 || b.fast_seen < 1) return false;
  const float first = b.first_seen / std::max(b.first_expected, kLeastExpected);
  const float last = b.fast_seen / std::max(b.fast_expected, kLeastExpected);
  const float error = std::sqrt(dispersion * (1 / b.first_seen + 1 / b.fast_seen));
  return last > kSteeper * first && std::log(last / first) > kSteeperErrors * error;
}

// `dispersion`: of an hour.
std::optional<BaselineFinding> JudgeRise(Baseline& b, float count, float expected, float dispersion) {
  // One burst is no rise, however large it is.
  const float more = Usual(count, expected) * kRiseRatioNats - expected * (kRiseRatio - 1);
  b.rise = std::max(0.0F, b.rise + more / dispersion);
  b.fast_seen += count - b.fast_seen / kFastMemory;
  b.fast_expected += expected - b.fast_expected / kFastMemory;
  if (b.rise == 0) {
    ForgetRise(b);
    return std::nullopt;
  }
  b.rise_seen += count;
  b.rise_expected += expected;
  b.rise_slots += 1;
  if (b.rise_slots <= kFastMemory) {
    b.first_seen += count;
    b.first_expected += expected;
  }
  // No more than what speaks for it is kept, so that it is over soon after it has ended.
  b.rise = std::min(b.rise, 2 * kRiseNats);
  if (b.rise < kRiseNats || b.rise_slots < kLongRise) return std::nullopt;
  BaselineFinding finding{AnomalyKind::kRise, Whole(b.rise_seen), Whole(b.rise_expected),
                          Whole(b.rise_slots)};
  if (IsSteeper(b, dispersion)) finding.kind = AnomalyKind::kRamp;
  return finding;
}

std::optional<BaselineFinding> JudgeBurst(Baseline& b, uint64_t slot, uint32_t count, float expected) {
  const float seen = static_cast<float>(count);
  if (slot % kSlotsAnHour == 0) {
    LearnScatter(b.hour_excess, b.hour_square, b.hour_seen, b.hour_expected,
                 std::clamp(b.slots / kSlotsAnHour, 1.0F, kHourScatterMemory));
    b.hour_seen = b.hour_expected = 0;
  }
  b.hour_seen += seen;
  b.hour_expected += expected;
  if (count >= kLeastBurst && Nats(seen, expected, SlotDispersion(b, expected)) > kBurstNats)
    return BaselineFinding{AnomalyKind::kBurst, count, Whole(expected), 1};
  const float whole_hour = b.hour_expected * kSlotsAnHour / static_cast<float>(slot % kSlotsAnHour + 1);
  if (b.hour_seen >= kLeastBurst && Nats(b.hour_seen, whole_hour, HourDispersion(b, whole_hour)) > kHourNats)
    return BaselineFinding{AnomalyKind::kBurst, Whole(b.hour_seen), Whole(whole_hour),
                           static_cast<uint32_t>(slot % kSlotsAnHour + 1)};
  return std::nullopt;
}

std::optional<BaselineFinding> JudgeSilence(Baseline& b, uint32_t count, float expected, float dispersion) {
  if (count != 0) {
    b.longest_silence = std::max(b.longest_silence * 0.9998F, std::min(b.silent, 4 * kSilenceNats));
    b.silent = 0;
    return std::nullopt;
  }
  const float before = b.silent;
  b.silent = std::min(b.silent + expected / dispersion, 1e6F);
  const float enough = std::max(kSilenceNats, kSilenceFactor * b.longest_silence);
  if (before >= enough || b.silent < enough) return std::nullopt;  // told once
  const float slots = expected > 0 ? b.silent * dispersion / expected : 1;
  return BaselineFinding{AnomalyKind::kSilence, 0, Whole(b.silent * dispersion), std::max(Whole(slots), 1U)};
}

}  // namespace

float ExpectedIn(const Baseline& b, uint64_t slot) noexcept {
  const uint32_t hour = HourOfWeek(slot);
  const float mean = (b.rate[hour] * b.weight[hour] + b.level * kPriorSlots) / (b.weight[hour] + kPriorSlots);
  return std::max(mean, kLeastExpected);
}

std::optional<BaselineFinding> AddSlot(Baseline& b, uint64_t slot, uint32_t count, uint32_t learn) noexcept {
  const float expected = ExpectedIn(b, slot);
  const std::optional<BaselineFinding> burst = JudgeBurst(b, slot, count, expected);
  // Behind JudgeBurst, which learns of an hour that is over.
  const float dispersion = HourDispersion(b, expected * kSlotsAnHour);
  const std::optional<BaselineFinding> silence = JudgeSilence(b, count, expected, dispersion);
  const std::optional<BaselineFinding> rise = JudgeRise(b, static_cast<float>(count), expected, dispersion);
  Learn(b, slot, static_cast<float>(count), expected);
  const bool quiet = b.quiet_slots > 0;
  b.quiet_slots = std::max(0.0F, b.quiet_slots - 1);
  if (rise) {
    // What goes on for so long is what is usual from now on.
    Accept(b);
    b.quiet_slots = kQuietSlots;
  }
  if (b.slots < static_cast<float>(learn)) return std::nullopt;
  if (rise || silence) return rise ? rise : silence;
  if (!burst || quiet) return std::nullopt;
  b.quiet_slots = kQuietSlots;
  return burst;
}

void Accept(Baseline& b) noexcept {
  const float ratio = std::clamp(b.fast_seen / std::max(b.fast_expected, kLeastExpected), 0.02F, 50.0F);
  if (b.fast_expected < 1 && b.fast_seen < 1) return;
  b.level *= ratio;
  for (float& rate : b.rate) rate *= ratio;
  for (float& weight : b.weight) weight = std::min(weight, kPriorSlots);
  b.fast_seen = b.fast_expected = 0;
  b.silent = 0;
  ForgetRise(b);
}

Baseline Sound(const Baseline& baseline) noexcept {
  Baseline b = baseline;
  const auto bound = [](float& number, float least, float most) {
    number = std::isfinite(number) ? std::clamp(number, least, most) : least;
  };
  constexpr float kMost = 1e9F;
  for (float* number : {&b.slots, &b.level, &b.hour_seen, &b.hour_expected, &b.rise, &b.rise_seen,
                        &b.rise_expected, &b.rise_slots, &b.first_seen, &b.first_expected, &b.fast_seen,
                        &b.fast_expected, &b.silent, &b.longest_silence, &b.quiet_slots})
    bound(*number, 0, kMost);
  for (float& rate : b.rate) bound(rate, 0, kMost);
  for (float& weight : b.weight) bound(weight, 0, kHourMemory);
  for (float* number : {&b.excess, &b.square, &b.hour_excess, &b.hour_square}) bound(*number, 0, 1e18F);
  return b;
}

}  // namespace errwatch
