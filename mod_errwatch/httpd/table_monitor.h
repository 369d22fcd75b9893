// Tells, in the parent, that the client table is too small for what comes: blocks ended early.
#pragma once

#include "httpd/prelude.h"

namespace errwatch::httpd {

struct Runtime;

// What there is was told by the generation before.
void BeginMonitoringTable(Runtime& runtime);

// For httpd's `monitor` hook, about every ten seconds; writes a message a minute at most.
int MonitorTable(apr_pool_t* pconf, server_rec* main_server);

}  // namespace errwatch::httpd
