#include "model/policy.h"

#include <algorithm>

#include "model/bucket_tag.h"

namespace errwatch {
namespace {

constexpr Milliseconds kMinute{60'000};

constexpr Limit Per(uint32_t units, Milliseconds window) {
  return {{units, TicksIn(window)}, Milliseconds(-1)};
}

Limits MakeDefaults() {
  Limits limits;
  limits.any = Per(30, kMinute);
  for (uint8_t i = 0; i < kCategoryCount; ++i)
    limits.category[i] = Per(kCategoryTable[i].limit_units, kCategoryTable[i].limit_minutes * kMinute);
  return limits;
}

}  // namespace

const Limit* LimitOf(uint8_t tag, const Limits& limits) {
  if (tag == kAnyTag) return &limits.any;
  const std::optional<Category> category = CategoryOfTag(tag);
  return category ? &limits[*category] : nullptr;
}

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
