// `errwatch watch`: a running server as it goes, on a terminal or as lines.
#pragma once

#include "cli/watch/watch_options.h"

namespace errwatch::cli {

int RunWatch(const WatchOptions& options);

}  // namespace errwatch::cli
