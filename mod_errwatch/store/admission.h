// Whose entries are accounted for at all.
#pragma once

#include "model/identity.h"
#include "store/counters.h"

namespace errwatch::store {

// Counts an entry that is charged to no client (kAllowed, kProxyPeer, kBackend, kNoClient). False when it is
// not to be accounted for at all.
bool Admit(IdentityKind kind, Counters counters) noexcept;

}  // namespace errwatch::store
