// Rules that LogLevel hides, what shows them, and what that costs.
#pragma once

#include <string>
#include <vector>

#include "cli/config/check.h"

namespace errwatch::cli {

std::vector<Finding> CheckLogLevel(const std::string& server, const RuleSet& rules, const LogLevels& levels);

}  // namespace errwatch::cli
