// Who caused it. Identity comes from httpd's records, never from text that somebody can shape.
#pragma once

#include "httpd/runtime.h"
#include "model/identity.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// Before post_read_request is over, and for entries with a connection only, the address is that of the TCP
// peer, which may be a balancer. Once it is known who asks, `state` keeps it for a second
// (RequestState::who): gates, entries and the response ask for the same.
Identity IdentityOf(const Runtime& runtime, const ServerConfig& config, const conn_rec* connection,
                    const request_rec* request, RequestState* state, Tick now) noexcept;

// Whom a module names that could log with neither connection nor request (model/client_in_text.h).
Identity IdentityOfNamed(const Runtime& runtime, const ServerConfig& config, const ClientAddress& client,
                         Tick now) noexcept;

// Empty for anything but IPv4 and IPv6.
ClientAddress AddressOf(const apr_sockaddr_t* address) noexcept;

}  // namespace errwatch::httpd
