// Who caused it. Identity comes from httpd's records, never from text that somebody can shape.
#pragma once

#include "httpd/runtime.h"
#include "model/identity.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// The other end of a connection, and who that is where it speaks for itself. Gates, entries and the response
// of each request on a connection ask for the same, in five tables of the shared memory: so httpd keeps one
// for each connection on which a request came. Plain: without destructor.
struct Peer {
  // By whose settings, of which address of httpd's, and when it was found; null = not yet.
  const ServerConfig* config = nullptr;
  const apr_sockaddr_t* of = nullptr;
  Tick found;
  Tick looked_up;  // whether it is allowed at run time
  Identity identity;
  bool own = false;                  // an address of this machine
  bool trusted = false;              // ErrWatchTrustedProxies
  bool allowed = false;              // ErrWatchAllow, or allowed at run time
  bool allowed_at_run_time = false;  // ... the latter
  bool recorded = false;             // it spoke for others before (store::ProxyPeers)
  ClientAddress address;             // empty for anything but IPv4 and IPv6

  // Who may turn out to be a proxy at any moment, on any connection, is looked up each time: nothing may be
  // held against it from then on.
  bool MayBecomeProxy() const noexcept;
};
static_assert(std::is_trivially_destructible_v<Peer>);

// For the connection of a request that begins, unless it has one.
void KeepPeer(conn_rec* connection);

// Of a request whose post_read_request is over or under way. Who is allowed meanwhile is so at once.
[[gnu::hot]] Peer PeerOf(const Runtime& runtime, const ServerConfig& config, const request_rec* request,
                         Tick now) noexcept;

// httpd shares one sockaddr as long as nobody spoke for somebody else.
inline bool SpeaksForItself(const request_rec* request) noexcept {
  return request->useragent_addr == request->connection->client_addr;
}

// Before post_read_request is over, and for entries with a connection only, the address is that of the TCP
// peer, which may be a balancer. Once it is known who asks, the connection (Peer) or `state`
// (RequestState::who) keeps it for a second.
[[gnu::hot]] Identity IdentityOf(const Runtime& runtime, const ServerConfig& config,
                                 const conn_rec* connection, const request_rec* request, RequestState* state,
                                 Tick now) noexcept;

// Whom a module names that could log with neither connection nor request (model/client_in_text.h).
Identity IdentityOfNamed(const Runtime& runtime, const ServerConfig& config, const ClientAddress& client,
                         Tick now) noexcept;

// Empty for anything but IPv4 and IPv6.
ClientAddress AddressOf(const apr_sockaddr_t* address) noexcept;

}  // namespace errwatch::httpd
