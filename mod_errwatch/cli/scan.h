// `errwatch scan`: what an old log holds, and who would have been blocked, had the module been there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/entry_filter.h"
#include "cli/entry_reader.h"
#include "core/coverage.h"

namespace errwatch::cli {

struct ScanOptions {
  std::string config;
  std::string vhost;
  InputKind input = InputKind::kLog;
  std::string format = "text";  // text, json, jsonl, csv, markdown, html
  FilterOptions filter;
  std::optional<std::size_t> most;  // rows of a table; 0 = all
  unsigned threads = 0;             // 0 = one a processor, at most kMostThreads
  bool unparsed = false;            // show lines that could not be read, on standard error
  bool quiet = false;  // no progress bar
  std::vector<std::string> files;
};

inline constexpr unsigned kMostThreads = 16;

int RunScan(const ScanOptions& options);

// Judges by the levels that stand in a log which LogLevel it was written at. httpd's default, warn, is taken
// for granted.
LogLevels LevelsSeen(const std::map<std::string, Level, std::less<>>& most_verbose);

}  // namespace errwatch::cli
