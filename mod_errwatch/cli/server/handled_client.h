// Whom a command changed something for, and how the server is told.
#pragma once

#include <cstdint>
#include <string>

#include "model/incident_kind.h"
#include "pages/shown_client.h"
#include "store/incident_ring.h"

namespace errwatch::cli {

// A client or a range that a command acted on. Texts are as found: escape them.
struct HandledClient {
  ShownClient address;
  std::string scope;
  uint8_t range_bits = 0;  // not 0: a range as a whole
};

// What stands for a change in the incident ring. `range_bits`: 0 for a client.
store::Incident IncidentByHand(IncidentKind kind, const ClientAddress& client, uint8_t range_bits,
                               uint8_t scope, Tick now);

}  // namespace errwatch::cli
