// Requests that a model of the site finds unlike the others (anomaly/request_score.h): evidence that charges
// nobody.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/client_address.h"
#include "model/entry.h"
#include "store/charge.h"
#include "store/segment.h"

namespace errwatch::store {

// Of one client an incident each hour, and so many of all, so that nobody writes the others out of the ring.
inline constexpr uint32_t kMostUnusualAnHour = 256;

struct UnusualRequest {
  float bits = 0;
  float threshold = 0;
  std::string_view reasons;  // unusual_text.h
};

// Counts it (kUnusual), tells it in the client's story, and opens an incident, or counts that it does not
// (kUnusualUntold). No allocation, no lock, bounded time.
void TellUnusual(Segment& segment, const Entry& entry, const UnusualRequest& request,
                 const ClientAddress& client, const Charge& charge, Tick now) noexcept;

// Which clients were told of within the hour. A place is one client's; another's takes it.
class UnusualTold {
 public:
  explicit UnusualTold(ModelTable& table) : table_(table) {}
  // Whether an incident is to be opened; if so, this one counts.
  bool Take(Fingerprint client, Tick now) noexcept;

 private:
  ModelTable& table_;
};

}  // namespace errwatch::store
