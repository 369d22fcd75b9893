// Once a second, in one child at a time: reports incidents that no request reported, sweeps for blocks that
// ran out, counts events that were overwritten, and asks the DNS about crawlers. Without mod_watchdog
// requests report what they meet, an end of a block is noticed when the client comes back, and crawlers are
// taken at their word.
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

void RegisterWatchdog(server_rec* main_server, apr_pool_t* pconf);

}  // namespace errwatch::httpd
