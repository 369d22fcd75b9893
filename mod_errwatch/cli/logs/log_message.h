// The message proper of a log line, and what httpd and formats put around it.
#pragma once

#include "cli/logs/log_line.h"

namespace errwatch::cli {

// Splits what stands around the message proper off line.message: the last step of ParseLogLine, for lines
// whose message came otherwise.
void FinishMessage(LogLine& line) noexcept;

}  // namespace errwatch::cli
