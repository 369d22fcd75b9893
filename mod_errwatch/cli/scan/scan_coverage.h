// What the levels that stand in a log say about the rules.
#pragma once

#include <map>
#include <string>

#include "cli/scan/scan_report.h"
#include "rules/coverage.h"

namespace errwatch::cli {

// Judges by the levels that stand in a log which LogLevel it was written at.
// httpd's default, warn, is taken for granted.
LogLevels LevelsSeen(const std::map<std::string, Level, std::less<>>& most_verbose);

// Fills in what the levels of its tally say about the rules.
void JudgeCoverage(ScanReport& report);

}  // namespace errwatch::cli
