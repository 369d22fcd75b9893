// `errwatch scan --follow`: logs that are still being written. Each block is told when it happens.
#pragma once

#include "cli/config/rules_in_force.h"
#include "cli/logs/scan_block.h"
#include "cli/scan/scan_options.h"

namespace errwatch::cli {

// Reads what is there, then what comes, until SIGINT or SIGTERM; then sums up. Returns the exit code.
int RunFollow(const ScanOptions& options, const RulesInForce& rules, const ScanPlan& plan);

}  // namespace errwatch::cli
