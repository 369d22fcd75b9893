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

bool HasScore(const ClientView& client, uint8_t tag, const Limits& limits, Tick now) noexcept {
  const auto is_left = [&](const Bucket& bucket) {
    const Limit* limit = bucket.tag == tag ? LimitOf(tag, limits) : nullptr;
    return limit != nullptr && Leaked(bucket, limit->shape, now).level != 0;
  };
  return is_left(client.any) || std::ranges::any_of(client.buckets, is_left);
}

}  // namespace errwatch::store
