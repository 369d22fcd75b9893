// ErrWatchModel: what requests of a site look like. Files are read by the parent before it has children; what
// is learnt in place lies in shared memory, and the parent writes it to its file when it is done.
#pragma once

#include <vector>

#include "httpd/runtime.h"
#include "pages/snapshot.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// Reads the files that ErrWatchModel names, and takes up where learning was; tells what does not work, which
// is left out.
void OpenSiteModels(Runtime& runtime);

// `httpd -t`: which of them would not be used, or could not be written.
void TellModelProblems(server_rec* main_server);

// For pages.
std::vector<ModelRow> ModelRowsOf(const Runtime& runtime, Tick now);

// About each tenth second, in the parent's loop: writes what has been learnt.
int MonitorSiteModels(apr_pool_t* pconf, server_rec* main_server);

}  // namespace errwatch::httpd
