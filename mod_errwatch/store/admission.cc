#include "store/admission.h"

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

}  // namespace errwatch::store
