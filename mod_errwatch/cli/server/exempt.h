// Whom no block denies, whatever range of addresses is blocked around him: a firewall, which knows addresses
// and nothing else, has to ask.
#pragma once

#include <vector>

#include "cli/server/live_server.h"
#include "pages/snapshot.h"

namespace errwatch::cli {

// What ErrWatchAllow and ErrWatchTrustedProxy list, in any virtual host; who was allowed at run time; proxies
// that were found out by their record, and crawlers that the DNS confirmed. Those that stand in two lists are
// there twice, each with its reason.
std::vector<AllowedRow> ExemptRows(const LiveServer& server, Tick now);

}  // namespace errwatch::cli
