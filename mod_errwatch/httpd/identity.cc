#include "httpd/identity.h"

#include "model/unnamed_proxy.h"

namespace errwatch::httpd {

ClientAddress AddressOf(const apr_sockaddr_t* address) noexcept {
  if (address == nullptr) return {};
  if (address->family == APR_INET) return ClientAddress::FromIpv4(&address->sa.sin.sin_addr);
#if APR_HAVE_IPV6
  if (address->family == APR_INET6) return ClientAddress::FromIpv6(&address->sa.sin6.sin6_addr);
#endif
  return {};
}

namespace {

bool SpeaksForOthers(const Runtime& runtime, const ClientAddress& peer) noexcept {
  const store::Segment& segment = *runtime.segment;
  return !peer.empty() && (segment.proxy_peers().Contains(peer) ||
                           (IsNear(peer) && segment.near_peers().IsProxy(peer, Now())));
}

}  // namespace

Identity IdentityOf(const Runtime& runtime, const ServerConfig& config, const conn_rec* connection,
                    const request_rec* request, const RequestState* state) noexcept {
  Source source;
  if (connection != nullptr) {
    const bool identified = request != nullptr && state != nullptr && state->identified;
    // httpd shares one sockaddr as long as nobody spoke for somebody else.
    const apr_sockaddr_t* address = identified ? request->useragent_addr : connection->client_addr;
    source.address = AddressOf(address);
    source.backend = connection->outgoing;
    // Only of whom httpd itself sees: what a proxy says of 127.0.0.1 a client may have told it.
    const bool peer = address == connection->client_addr;
    source.own = peer && runtime.own_addresses.Contains(source.address);
    source.speaks_for_others = peer && SpeaksForOthers(runtime, source.address);
  }
  return Identify(source, config.settings.trusted_proxies, config.settings.allow);
}

Identity IdentityOf(const Runtime& runtime, const ServerConfig& config, ClientAddress named) noexcept {
  Source source;
  source.address = named;
  source.own = runtime.own_addresses.Contains(named);
  source.speaks_for_others = SpeaksForOthers(runtime, named);
  return Identify(source, config.settings.trusted_proxies, config.settings.allow);
}

}  // namespace errwatch::httpd
