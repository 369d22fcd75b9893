// `errwatch exchange`: gives away what this host poured and takes in what others did, as JSON lines on
// standard output and input (docs/errwatch.md). It knows nothing of networks: a transport starts it
// and carries the lines.
#pragma once

#include <string>

#include "cli/server/live_server.h"

namespace errwatch::cli {

struct ExchangeOptions {
  LiveOptions live;
  std::string group;  // which ErrWatchShare has to say; empty: any
  std::string host;   // what this one is called; empty: the transport knows
};

// Until standard input ends, or a signal comes, or the server ends. Before there is one it is waited for.
int RunExchange(const ExchangeOptions& options);

}  // namespace errwatch::cli
