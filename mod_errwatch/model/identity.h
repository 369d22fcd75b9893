// Who is charged with an entry or a response: decided here, for a server that runs and for a log that is
// replayed alike.
#pragma once

#include <cstdint>

#include "model/address_set.h"
#include "model/client_address.h"

namespace errwatch {

// Where it came from, by httpd's records or by the log.
struct Source {
  ClientAddress address;  // empty: there is no connection, or none with an address
  bool backend = false;   // a connection that httpd itself opened
  bool speaks_for_others =
      false;  // the address is a peer's that mod_remoteip took another client's word from, or brings everybody's requests
  bool own = false;      // an address of this machine itself, by its interfaces
  bool allowed = false;  // allowed while the server runs, beside what is configured
};

enum class IdentityKind : uint8_t {
  kClient,
  kNone,     // nobody is named: about the server
  kProxy,    // the peer speaks for others and the real client is not known (yet): charge nobody
  kOwn,      // a program of this machine: a cron job, a health check, an editor who tests his site
  kBackend,  // a connection that httpd itself opened
  kAllowed,  // on the allow list
};

struct Identity {
  IdentityKind kind = IdentityKind::kNone;
  ClientAddress address;  // of a client or an allowed one, not masked; else empty
};

// The addresses that every machine has. What others it had when a log was written the log does not tell.
bool IsLoopbackHost(const ClientAddress& address) noexcept;

Identity Identify(const Source& source, const AddressSet& trusted_proxies, const AddressSet& allow) noexcept;

// Whether its entries are looked at and accounted for. Those of nobody tell about the server; those of
// proxies, backends, allowed clients and this machine tell nothing that could be charged, and are dropped.
constexpr bool IsAccounted(IdentityKind kind) {
  return kind == IdentityKind::kClient || kind == IdentityKind::kNone;
}

}  // namespace errwatch
