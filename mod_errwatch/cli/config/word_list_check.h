// What `errwatch check` says of lists of words.
#pragma once

#include <vector>

#include "cli/config/check.h"
#include "config/settings.h"

namespace errwatch::cli {

// ErrWatchWords for a list that no rule names, and patterns with @NAME@ whose rule names no list at all.
std::vector<Finding> CheckWordLists(const ServerSettings& settings);

}  // namespace errwatch::cli
