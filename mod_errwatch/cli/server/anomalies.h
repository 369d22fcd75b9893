// `errwatch anomalies`: what a running server takes for usual, and what goes on that is not.
#pragma once

#include <cstddef>
#include <string>

#include "cli/server/live_server.h"

namespace errwatch::cli {

struct AnomaliesOptions {
  LiveOptions live;
  std::string format = "text";  // text, json
  std::size_t most = 50;        // baselines in text; 0 = all
  bool accept = false;          // take what is seen now for normal
};

int RunAnomalies(const AnomaliesOptions& options);

}  // namespace errwatch::cli
