// What `errwatch check` says of ids that meant another rule once.
#pragma once

#include <vector>

#include "cli/config/check.h"
#include "config/settings.h"

namespace errwatch::cli {

// Own rules with the id of one that was retired.
std::vector<Finding> CheckRuleIds(const ServerSettings& settings);

}  // namespace errwatch::cli
