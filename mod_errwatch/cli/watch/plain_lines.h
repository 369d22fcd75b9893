// `errwatch watch` where there is no screen: a line for each incident as it happens.
#pragma once

#include "cli/watch/feed.h"
#include "cli/watch/watch_options.h"

namespace errwatch::cli {

// Until SIGINT, SIGTERM, or nobody reads it.
int WriteLines(Feed& feed, const WatchOptions& options);

}  // namespace errwatch::cli
