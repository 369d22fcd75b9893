// What of store/accounting.h comes before an entry is weighed, and after a block has run out.
#include "store/accounting.h"

namespace errwatch::store {

bool Admit(IdentityKind kind, Counters counters) noexcept {
  switch (kind) {
    case IdentityKind::kAllowed:
      counters.Add(Counter::kAllowed);
      break;
    case IdentityKind::kOwn:
      counters.Add(Counter::kOwnAddress);
      break;
    case IdentityKind::kProxy:
      counters.Add(Counter::kProxyPeer);
      break;
    case IdentityKind::kBackend:
      counters.Add(Counter::kBackend);
      break;
    case IdentityKind::kNone:
      counters.Add(Counter::kNoClient);
      break;
    case IdentityKind::kClient:
      break;
  }
  return IsAccounted(kind);
}

Incident EndOfBlock(const ClientAddress& client, uint8_t scope_index, const BlockWord& block,
                    Tick now) noexcept {
  Incident incident;
  incident.kind = IncidentKind::kExpired;
  incident.limit = block.reason;
  incident.scope = scope_index;
  incident.strikes = block.strikes;
  incident.time = now;
  incident.client = client;
  return incident;
}

}  // namespace errwatch::store
