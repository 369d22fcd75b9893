#include "model/policy.h"

#include <algorithm>

namespace errwatch {
namespace {

constexpr Milliseconds kMinute{60'000};

constexpr Limit Per(uint32_t capacity, Milliseconds window) {
  return {{capacity, TicksIn(window)}, Milliseconds(-1)};
}

Limits MakeDefaults() {
  Limits limits;
  limits.any = Per(30, kMinute);
  limits[Category::kSqlInjection] = Per(10, 10 * kMinute);
  limits[Category::kXss] = Per(12, 10 * kMinute);
  limits[Category::kCodeInjection] = Per(10, 10 * kMinute);
  limits[Category::kPathTraversal] = Per(10, 10 * kMinute);
  limits[Category::kMalwareUpload] = Per(10, 10 * kMinute);
  limits[Category::kInfoLeak] = Per(10, 10 * kMinute);
  limits[Category::kBotProxy] = Per(10, 10 * kMinute);
  limits[Category::kBadMethod] = Per(12, 10 * kMinute);
  limits[Category::kBadRequest] = Per(20, 10 * kMinute);
  limits[Category::kAuthFailure] = Per(8, 10 * kMinute);
  limits[Category::kResourceExhaustion] = Per(30, 5 * kMinute);
  limits[Category::kWafAlert] = Per(15, 10 * kMinute);
  limits[Category::kVulnScan] = Per(20, 2 * kMinute);
  limits[Category::kUnauthorizedAccess] = Per(20, 5 * kMinute);
  limits[Category::kTlsError] = Per(30, 5 * kMinute);
  limits[Category::kServerFault] = Per(30, kMinute);
  limits[Category::kAnomaly] = Per(20, 10 * kMinute);
  return limits;
}

}  // namespace

const Limits& DefaultLimits() {
  static const Limits limits = MakeDefaults();
  return limits;
}

uint32_t StrikesNow(uint32_t strikes, Tick last_block_end, const BlockPolicy& policy, Tick now) {
  const uint64_t decay = TicksIn(policy.decay);
  const uint64_t forgiven = decay == 0 ? 0 : TicksSince(last_block_end, now) / decay;
  return forgiven >= strikes ? 0 : strikes - static_cast<uint32_t>(forgiven);
}

Milliseconds BlockLength(const BlockPolicy& policy, const Limit& limit, uint32_t strikes) {
  const Milliseconds first = limit.block.count() >= 0 ? limit.block : policy.base;
  const int64_t most = std::max(policy.max.count(), first.count());
  int64_t length = first.count();
  for (uint32_t i = 0; i < std::min(strikes, kMaxStrikes) && length < most; ++i) {
    // The product below stays in range, too.
    if (policy.factor > 1 && length > most / policy.factor) return Milliseconds(most);
    length *= policy.factor;
  }
  return Milliseconds(std::min(length, most));
}

}  // namespace errwatch
