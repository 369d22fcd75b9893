// What a configuration says of bodies, and what comes of it.
#pragma once

#include <string>
#include <vector>

#include "cli/config/check.h"
#include "config/settings.h"
#include "rules/rule_set.h"

namespace errwatch::cli {

// Of a server: `on` = ErrWatchBody is, for all of it or for a directory.
std::vector<Finding> CheckBodies(const std::string& server, Inspect inspect, bool on, const RuleSet& rules);

}  // namespace errwatch::cli
