// Waits for the server whose counts are to be exchanged: httpd may start later than whoever carries the
// lines.
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "base/ticks.h"
#include "cli/exchange/pipe_lines.h"
#include "cli/logs/end_signal.h"
#include "cli/server/live_server.h"
#include "store/descriptor.h"

namespace errwatch::cli {

struct ServerToExchange {
  std::unique_ptr<WritableServer> server;  // null: the end came first
  store::Descriptor lock;                  // nobody else exchanges for it meanwhile
};

// A server that runs and says ErrWatchShare; what it waits for is told on standard error. `group`: which one
// it has to be, empty = any. An error: waiting does not help.
Result<ServerToExchange> WaitForServer(const LiveOptions& options, const std::string& group, PipeLines& lines,
                                       const EndSignal& end);

// Whether there is something to read, within that time.
bool WaitForLines(const EndSignal& end, Milliseconds longest);

}  // namespace errwatch::cli
