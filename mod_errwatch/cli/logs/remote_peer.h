// Whose address httpd's default format writes as "[remote ADDR:PORT]": that of a connection without a place
// on the scoreboard (server/log.c, do_errorlog_default). These are connections to backends, and requests of
// clients that speak HTTP/2, whose streams are connections of their own.
#pragma once

#include <string_view>

namespace errwatch::cli {

// Whether such a line is about the connection to a backend. `message`: from the client's bracket on.
bool IsAboutBackend(std::string_view module, std::string_view message) noexcept;

// Whether what stands behind the address is a port that backends listen on: ":8443". Clients come from high
// ones, but for some behind address translation.
bool IsPortOfService(std::string_view behind_address) noexcept;

}  // namespace errwatch::cli
