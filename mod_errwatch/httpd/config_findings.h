// What is wrong with a configuration that httpd starts with all the same: lines that mean nothing, and rules
// that LogLevel hides.
#pragma once

#include <string>
#include <vector>

#include "httpd/runtime.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// In the log, and in `warnings`; null under -t, which has no status page.
void TellSaidInVain(server_rec* main_server, std::vector<std::string>* warnings);

// Of each server that is watched.
void CollectCoverage(Runtime* runtime);

}  // namespace errwatch::httpd
