// Whom no block denies, whatever range of addresses is blocked around him: a firewall, which knows addresses
// and nothing else, has to ask.
#pragma once

#include <vector>

#include "cli/server/live_server.h"
#include "pages/snapshot.h"

namespace errwatch::cli {

// Behind those that were allowed at run time, which a snapshot has: proxies that were found out by their
// record, crawlers that the DNS confirmed, and what ErrWatchAllow, ErrWatchTrustedProxy and mod_remoteip's
// directives list, in any virtual host. Those that stand in two lists are there twice, each with its reason.
void AddExempt(const LiveServer& server, Tick now, std::vector<AllowedRow>& rows);

}  // namespace errwatch::cli
