// Keeps the state file up to date, in the parent: a few times a minute by httpd's `monitor` hook, and at the
// end of each generation. What becomes of the file meanwhile is said in the error log, once, and on the
// status page by way of shared memory.
#pragma once

#include "httpd/runtime.h"
#include "store/state_file.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// At the begin of a generation, before it has children: what is wrong with the file is said again.
void BeginStateFile(Runtime& runtime);
// About each tenth second, in the parent's loop.
int MonitorStateFile(apr_pool_t* pconf, server_rec* main_server);
// The last time in a generation.
void FinishStateFile(Runtime& runtime);

}  // namespace errwatch::httpd
