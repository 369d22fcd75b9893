#include "httpd/identity.h"

namespace errwatch::httpd {

ClientAddress AddressOf(const apr_sockaddr_t* address) noexcept {
  if (address == nullptr) return {};
  if (address->family == APR_INET) return ClientAddress::FromIpv4(&address->sa.sin.sin_addr);
#if APR_HAVE_IPV6
  if (address->family == APR_INET6) return ClientAddress::FromIpv6(&address->sa.sin6.sin6_addr);
#endif
  return {};
}

Identity Identify(const Runtime& runtime, const ServerConfig& config, const conn_rec* connection,
                  const request_rec* request, const RequestState* state) noexcept {
  if (connection == nullptr) return {IdentityKind::kNone, {}};
  if (connection->outgoing) return {IdentityKind::kBackend, {}};

  const bool identified = request != nullptr && state != nullptr && state->identified;
  // httpd shares one sockaddr as long as nobody spoke for somebody else.
  const apr_sockaddr_t* source = identified ? request->useragent_addr : connection->client_addr;
  const ClientAddress address = AddressOf(source);
  if (address.empty()) return {IdentityKind::kNone, {}};
  if (config.settings.trusted_proxies.Contains(address)) return {IdentityKind::kProxy, {}};
  if (source == connection->client_addr && runtime.segment->proxy_peers().Contains(address))
    return {IdentityKind::kProxy, {}};
  if (config.settings.allow.Contains(address)) return {IdentityKind::kAllowed, address};
  return {IdentityKind::kClient, address};
}

}  // namespace errwatch::httpd
