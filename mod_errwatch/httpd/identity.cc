#include "httpd/identity.h"

#include <utility>

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

// For an address that nobody but httpd or one of its modules vouches for: what a proxy says of 127.0.0.1 a
// client may have told it. `identified`: it is known that the peer speaks for itself.
void LookUpPeer(const Runtime& runtime, bool identified, Tick now, Source& peer) noexcept {
  peer.own = runtime.own_addresses.Contains(peer.address);
  if (peer.address.empty()) return;
  store::Segment& segment = *runtime.segment;
  store::ProxyPeers proxies = segment.proxy_peers();
  const store::Standing standing = proxies.StandingOf(peer.address, now);
  peer.speaks_for_others =
      standing == store::Standing::kProxy ||
      (standing == store::Standing::kForwards && !identified && proxies.TakeShield(peer.address, now)) ||
      (IsNear(peer.address) && segment.near_peers().IsProxy(peer.address, now));
}

bool IsAllowedAtRunTime(const Runtime& runtime, const ClientAddress& client, Tick now) noexcept {
  return !client.empty() && std::as_const(*runtime.segment).listed().Allows(client, now);
}

// What an administrator or another request changes meanwhile counts a second later for a request under way.
constexpr Milliseconds kHolds{1000};

Identity Look(const Runtime& runtime, const ServerConfig& config, const conn_rec* connection,
              const apr_sockaddr_t* address, bool identified, Tick now) noexcept {
  Source source;
  source.address = AddressOf(address);
  source.backend = connection->outgoing;
  if (address == connection->client_addr) LookUpPeer(runtime, identified, now, source);
  source.allowed = IsAllowedAtRunTime(runtime, source.address, now);
  return Identify(source, config.settings.trusted_proxies, config.settings.allow);
}

}  // namespace

Identity IdentityOf(const Runtime& runtime, const ServerConfig& config, const conn_rec* connection,
                    const request_rec* request, RequestState* state, Tick now) noexcept {
  if (connection == nullptr) return {};
  if (request == nullptr || state == nullptr || !state->identified)
    return Look(runtime, config, connection, connection->client_addr, false, now);
  RequestState::Who& who = state->who;
  if (who.config == &config && who.found <= now && now < After(who.found, kHolds)) return who.identity;
  // httpd shares one sockaddr as long as nobody spoke for somebody else.
  who = {&config, now, Look(runtime, config, connection, request->useragent_addr, true, now)};
  return who.identity;
}

Identity IdentityOfNamed(const Runtime& runtime, const ServerConfig& config, const ClientAddress& client,
                         Tick now) noexcept {
  Source source;
  source.address = client;
  LookUpPeer(runtime, false, now, source);
  source.allowed = IsAllowedAtRunTime(runtime, client, now);
  return Identify(source, config.settings.trusted_proxies, config.settings.allow);
}

}  // namespace errwatch::httpd
