// Writes what the hooks found - own log messages and event lines - where that is allowed:
// outside the error_log hook.
#pragma once

#include "httpd/runtime.h"

namespace errwatch::httpd {

// Takes incidents that no process has reported yet, a few at a time. Cheap when there are none (two loads).
void ReportIncidents(Runtime& runtime);

// Looks at a part of the client table for blocks that ran out,
// so that each end is reported even if the client never comes back.
void SweepExpiredBlocks(Runtime& runtime);

}  // namespace errwatch::httpd
