#include "cli/server/handled_client.h"

namespace errwatch::cli {

store::Incident IncidentByHand(IncidentKind kind, const ClientAddress& client, uint8_t range_bits,
                               uint8_t scope, Tick now) {
  store::Incident incident;
  incident.kind = kind;
  incident.client = client;
  incident.range_bits = range_bits;
  incident.scope = scope;
  incident.time = now;
  return incident;
}

}  // namespace errwatch::cli
