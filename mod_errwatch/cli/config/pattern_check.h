// Patterns that PCRE2 takes, but that cannot be bounded as others are.
#pragma once

#include <span>
#include <vector>

#include "cli/config/check.h"
#include "rules/rule.h"

namespace errwatch::cli {

// Those whose repetitions cannot be counted while they match (match/pattern_meter.h).
std::vector<Finding> CheckPatterns(std::span<const Rule> rules);

}  // namespace errwatch::cli
