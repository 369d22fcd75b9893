#include "httpd/identity.h"

#include <utility>

#include "httpd/pool_object.h"
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

Source SourceOf(const Runtime& runtime, const conn_rec* connection, const apr_sockaddr_t* address,
                bool identified, Tick now) noexcept {
  Source source;
  source.address = AddressOf(address);
  source.backend = connection->outgoing;
  if (address == connection->client_addr) LookUpPeer(runtime, identified, now, source);
  source.allowed = IsAllowedAtRunTime(runtime, source.address, now);
  return source;
}

// What another request changes meanwhile counts a second later.
constexpr Milliseconds kHolds{1000};

inline bool Holds(Tick found, Tick now) noexcept { return found <= now && now < After(found, kHolds); }

Peer* KeptPeer(const conn_rec* connection) noexcept {
  if (connection->conn_config == nullptr) return nullptr;
  return static_cast<Peer*>(ap_get_module_config(connection->conn_config, &errwatch_module));
}

// mod_remoteip may read another address from the connection (the PROXY protocol). A request asks some five
// times within the same tick: who is allowed at run time is looked up once in it.
bool IsOf(Peer& peer, const Runtime& runtime, const conn_rec* connection, const ServerConfig& config,
          Tick now) noexcept {
  if (peer.config != &config || peer.of != connection->client_addr) return false;
  if (peer.looked_up == now) return true;
  if (!Holds(peer.found, now) || peer.allowed_at_run_time != IsAllowedAtRunTime(runtime, peer.address, now))
    return false;
  peer.looked_up = now;
  return true;
}

Peer LookAtPeer(const Runtime& runtime, const ServerConfig& config, const conn_rec* connection,
                Tick now) noexcept {
  const Source source = SourceOf(runtime, connection, connection->client_addr, true, now);
  Peer peer;
  peer.config = &config;
  peer.of = connection->client_addr;
  peer.found = peer.looked_up = now;
  peer.address = source.address;
  peer.identity = Identify(source, config.settings.trusted_proxies, config.settings.allow);
  peer.own = source.own;
  peer.trusted = config.settings.trusted_proxies.Contains(source.address);
  peer.allowed_at_run_time = source.allowed;
  peer.allowed = source.allowed || config.settings.allow.Contains(source.address);
  peer.recorded = std::as_const(*runtime.segment).proxy_peers().Contains(source.address);
  return peer;
}

Identity Look(const Runtime& runtime, const ServerConfig& config, const conn_rec* connection,
              const apr_sockaddr_t* address, bool identified, Tick now) noexcept {
  const Source source = SourceOf(runtime, connection, address, identified, now);
  return Identify(source, config.settings.trusted_proxies, config.settings.allow);
}

}  // namespace

void KeepPeer(conn_rec* connection) {
  if (connection->conn_config != nullptr && KeptPeer(connection) == nullptr)
    ap_set_module_config(connection->conn_config, &errwatch_module, PoolNew<Peer>(connection->pool));
}

Peer PeerOf(const Runtime& runtime, const ServerConfig& config, const request_rec* request,
            Tick now) noexcept {
  Peer* kept = KeptPeer(request->connection);
  if (kept != nullptr && IsOf(*kept, runtime, request->connection, config, now)) return *kept;
  const Peer peer = LookAtPeer(runtime, config, request->connection, now);
  if (kept != nullptr && !peer.MayBecomeProxy()) *kept = peer;
  return peer;
}

// Those who are never charged become nobody else's.
bool Peer::MayBecomeProxy() const noexcept {
  return identity.kind == IdentityKind::kClient && (recorded || IsNear(address));
}

Identity IdentityOf(const Runtime& runtime, const ServerConfig& config, const conn_rec* connection,
                    const request_rec* request, RequestState* state, Tick now) noexcept {
  if (connection == nullptr) return {};
  if (request == nullptr || state == nullptr || !state->identified)
    return Look(runtime, config, connection, connection->client_addr, false, now);
  if (SpeaksForItself(request)) {
    Peer* kept = KeptPeer(connection);
    if (kept != nullptr && IsOf(*kept, runtime, connection, config, now)) return kept->identity;
  }
  RequestState::Who& who = state->who;
  if (who.config == &config && Holds(who.found, now)) return who.identity;
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
