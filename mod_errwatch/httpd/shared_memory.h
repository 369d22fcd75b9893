// The state file over restarts:
// created once, kept by the parent from one configuration generation to the next.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "config/settings.h"
#include "store/segment.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// Adopts the mapping of the generation before if path, geometry and prefix are the same, else creates or
// adopts the file. Processes of the old generation keep the mapping that they inherited. `notice` receives
// what the operator should know, or stays empty.
Result<std::unique_ptr<store::Segment>> OpenSharedMemory(const std::string& path,
                                                         const ServerSettings& settings, Tick now,
                                                         std::string* notice);

// ErrWatchStateFile, or errwatch.state, in the runtime directory unless absolute.
std::string StateFilePath(const ServerSettings& settings, apr_pool_t* pool);

}  // namespace errwatch::httpd
