// Of which clients an unusual request was told lately (unusual_request.h): of one an incident each hour,
// and so many of all, so that nobody writes other incidents out of the ring. Lock-free, async-signal-
// safe.
#pragma once

#include <cstdint>

#include "base/ticks.h"
#include "store/client_key.h"
#include "store/model_layout.h"

namespace errwatch::store {

inline constexpr uint32_t kMostUnusualAnHour = 256;

// A place is one client's; another's takes it.
class UnusualTold {
 public:
  explicit UnusualTold(ModelTable& table) : table_(table) {}
  // Whether an incident is to be opened; if so, this one counts.
  bool Take(Fingerprint client, Tick now) noexcept;

 private:
  ModelTable& table_;
};

}  // namespace errwatch::store
