// `errwatch scan`: what an old log holds, and who would have been blocked, had the module been there.
#pragma once

#include "cli/scan/scan_options.h"

namespace errwatch::cli {

int RunScan(const ScanOptions& options);

}  // namespace errwatch::cli
