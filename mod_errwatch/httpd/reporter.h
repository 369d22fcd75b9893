// Writes the module's own messages about what the hooks found, where that is allowed: outside the error_log
// hook. They go to httpd's error log, and wait for it as httpd's own messages do.
#pragma once

#include "httpd/runtime.h"

namespace errwatch::httpd {

// Reports at most `most` incidents that no process has reported yet. Cheap when there are none (two loads).
[[gnu::hot]] void ReportIncidents(Runtime& runtime, int most);

// Looks at a part of the client table for blocks that ran out,
// so that each end is reported even if the client never comes back.
void SweepExpiredBlocks(Runtime& runtime);

}  // namespace errwatch::httpd
