// `errwatch exchange`: gives away what this host poured and takes in what others did, as JSON lines on
// standard output and input (docs/errwatch.md). It knows nothing of networks: a transport starts it
// and carries the lines.
#pragma once

#include <string>

#include "cli/server/live_server.h"

namespace errwatch::cli {

struct ExchangeOptions {
  LiveOptions live;
  std::string group = "default";
  std::string host;
};

// Until standard input ends, or a signal comes.
int RunExchange(const ExchangeOptions& options);

}  // namespace errwatch::cli
