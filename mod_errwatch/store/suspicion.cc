#include "store/suspicion.h"

#include <algorithm>

#include "model/bucket_tag.h"

namespace errwatch::store {

bool IsSuspect(const ClientView& client, const Limits& limits, Tick now) noexcept {
  const auto is_high = [&](const Bucket& bucket) {
    const Limit* limit = LimitOf(bucket.tag, limits);
    if (limit == nullptr || limit->shape.capacity == 0) return false;
    const uint32_t full = limit->shape.capacity << kQuantaPerUnitLog2;
    return Leaked(bucket, limit->shape, now).level >= full / kSuspectShare;
  };
  return is_high(client.any) || std::ranges::any_of(client.buckets, is_high);
}

uint32_t LevelOf(const ClientView& client, uint8_t tag, const BucketShape& shape, Tick now) noexcept {
  if (client.any.tag == tag) return Leaked(client.any, shape, now).level;
  const auto bucket = std::ranges::find(client.buckets, tag, &Bucket::tag);
  return bucket == client.buckets.end() ? 0 : Leaked(*bucket, shape, now).level;
}

bool WasChargedLately(const ClientView& client, uint8_t tag, Tick now) noexcept {
  constexpr uint64_t kLately = TicksIn(Milliseconds(3600 * 1000));
  const auto is_lately = [&](const Bucket& bucket) {
    return bucket.tag == tag && bucket.level != 0 && client.block.until < bucket.stamp &&
           TicksSince(bucket.stamp, now) < kLately;
  };
  return is_lately(client.any) || std::ranges::any_of(client.buckets, is_lately);
}

}  // namespace errwatch::store
