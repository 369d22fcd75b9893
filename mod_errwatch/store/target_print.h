// What names a target of many clients (crowd_rows.h) in shared memory.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

#include "anomaly/crowd.h"
#include "store/hash_parts.h"

namespace errwatch::store {

// Of one virtual host of one scope. `account`: hash of the name where that stands in a body, else 0; then
// `text` is the form that it was sent by. Never 0.
inline uint64_t TargetPrint(const HashKey& key, TargetKind kind, uint64_t scope, std::string_view vhost,
                            std::string_view text, uint64_t account = 0) noexcept {
  const uint64_t print = HashParts(key)
                             .Add(uint32_t{static_cast<uint8_t>(kind)})
                             .Add(scope)
                             .Add(vhost)
                             .Add(text)
                             .Add(account)
                             .Hash();
  return std::max<uint64_t>(print, 1);
}

}  // namespace errwatch::store
