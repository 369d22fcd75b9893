// Writes events, in threads of their own. One child has the turn, and in it a thread for each line of
// ErrWatchEventLog takes incidents from the ring, in their order; the others look now and then whether it has
// died. So a disk or a reader that stalls holds up one thread, no request and no other log; the ring is the
// buffer meanwhile, and what is overwritten there is counted as dropped. Events of a generation of httpd are
// written by its own processes only: after a graceful restart at once to the new logs, however long a child
// of the old generation lingers.
#pragma once

#include "httpd/runtime.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// In the parent, for each configuration: from now on events are of this generation, or nobody's without an
// event log.
void AnnounceEventLogs(Runtime& runtime);

// In a child. The threads end with the pool, or are left to their fate when one is stuck in a write.
void StartEventWriter(Runtime& runtime, apr_pool_t* child_pool);

// Counts events that were overwritten before they were written: also while a writer is stuck. From any
// thread.
void CountOverwrittenEvents(Runtime& runtime);

}  // namespace errwatch::httpd
