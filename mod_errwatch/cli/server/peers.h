// `errwatch peers`: which hosts count as one with this one, how they are, and what came from each.
#pragma once

#include <string>

#include "cli/server/live_server.h"

namespace errwatch::cli {

struct PeersOptions {
  LiveOptions live;
  std::string format = "text";  // text, json
};

int RunPeers(const PeersOptions& options);

}  // namespace errwatch::cli
