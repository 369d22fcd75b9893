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

struct UnusualRequest {
  float bits = 0;
  float threshold = 0;
  std::string_view reasons;  // unusual_text.h
};

// Counts it (kUnusual), tells it in the client's story, and opens an incident, or counts that it does not
// (kUnusualUntold). No allocation, no lock, bounded time.
void TellUnusual(Segment& segment, const Entry& entry, const UnusualRequest& request,
                 const ClientAddress& client, const Charge& charge, Tick now) noexcept;

}  // namespace errwatch::store
