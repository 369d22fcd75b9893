// A bucket that practically does not leak, and whose it is: for tests of the table that count pours.
#pragma once

#include "model/bucket_tag.h"
#include "model/leaky_bucket.h"

namespace errwatch::store {

inline constexpr uint8_t kXssTag = TagOf(Category::kXss);
inline constexpr BucketShape kSlow{1000, kMaxTick};

}  // namespace errwatch::store
