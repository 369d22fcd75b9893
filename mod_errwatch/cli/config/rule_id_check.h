// What `errwatch check` says of ids that lead nowhere.
#pragma once

#include <string>
#include <vector>

#include "cli/config/check.h"
#include "config/settings.h"

namespace errwatch::cli {

// Removals that remove nothing, and own rules with the id of one that was retired. `server`: its name.
std::vector<Finding> CheckRuleIds(const std::string& server, const ServerSettings& settings,
                                  const std::vector<RuleRange>& directory_removals);

}  // namespace errwatch::cli
