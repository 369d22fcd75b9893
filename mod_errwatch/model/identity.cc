#include "model/identity.h"

namespace errwatch {

bool IsLoopbackHost(const ClientAddress& address) noexcept {
  constexpr uint64_t kIpv4 = 0xFFFF'7F00'0001;  // ::ffff:127.0.0.1
  return address.high() == 0 && (address.low() == 1 || address.low() == kIpv4);
}

Identity Identify(const Source& source, const AddressSet& trusted_proxies, const AddressSet& allow) noexcept {
  if (source.backend) return {IdentityKind::kBackend, {}};
  if (source.address.empty()) return {IdentityKind::kNone, {}};
  if (source.speaks_for_others || trusted_proxies.Contains(source.address)) return {IdentityKind::kProxy, {}};
  if (source.own) return {IdentityKind::kOwn, {}};
  if (source.allowed || allow.Contains(source.address)) return {IdentityKind::kAllowed, source.address};
  return {IdentityKind::kClient, source.address};
}

}  // namespace errwatch
