#include "model/identity.h"

namespace errwatch {

Identity Identify(const Source& source, const AddressSet& trusted_proxies, const AddressSet& allow) noexcept {
  if (source.backend) return {IdentityKind::kBackend, {}};
  if (source.address.empty()) return {IdentityKind::kNone, {}};
  if (source.speaks_for_others || trusted_proxies.Contains(source.address)) return {IdentityKind::kProxy, {}};
  if (allow.Contains(source.address)) return {IdentityKind::kAllowed, source.address};
  return {IdentityKind::kClient, source.address};
}

}  // namespace errwatch
