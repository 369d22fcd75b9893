// Rules that LogLevel hides, what shows them, and what that costs.
#pragma once

#include <string>
#include <vector>

#include "cli/config/check.h"

namespace errwatch::cli {

// `verbosity`: a level for suspects shows them what is hidden from everybody else.
std::vector<Finding> CheckLogLevel(const std::string& server, const RuleSet& rules, const LogLevels& levels,
                                   const Verbosity& verbosity);

}  // namespace errwatch::cli
