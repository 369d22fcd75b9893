// `errwatch scan`: what an old log holds, and who would have been blocked, had the module been there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/entry_filter.h"
#include "cli/entry_reader.h"
#include "core/coverage.h"

namespace errwatch::cli {

struct ScanReport;

struct ScanOptions {
  std::string config;
  std::string vhost;
  InputKind input = InputKind::kLog;
  std::string format = "text";  // text, json, jsonl, csv, markdown, html
  FilterOptions filter;
  std::optional<std::size_t> most;  // rows of a table; 0 = all
  unsigned threads = 0;             // 0 = one a processor
  bool unparsed = false;            // show lines that could not be read, on standard error
  bool quiet = false;               // no progress bar
  bool follow = false;              // go on reading what is added, see follow.h
  bool tail = false;                // with it: leave out what is there already
  std::vector<std::string> files;
};

inline constexpr std::size_t kMostOnScreen = 20;  // rows of a table of text

int RunScan(const ScanOptions& options);

// Judges by the levels that stand in a log which LogLevel it was written at. httpd's default, warn, is taken
// for granted.
LogLevels LevelsSeen(const std::map<std::string, Level, std::less<>>& most_verbose);
// Fills in what the levels of its tally say about the rules.
void JudgeCoverage(ScanReport& report);

}  // namespace errwatch::cli
