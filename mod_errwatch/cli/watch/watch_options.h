// What `errwatch watch` is told.
#pragma once

#include <string>

#include "base/ticks.h"
#include "cli/server/live_server.h"

namespace errwatch::cli {

struct WatchOptions {
  LiveOptions live;
  std::string format = "text";  // text, jsonl
  Milliseconds interval{1000};
};

}  // namespace errwatch::cli
