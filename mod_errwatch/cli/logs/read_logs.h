// Logs from their first line to their last: what `scan` sums up and what `check --diff` compares.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/logs/log_streams.h"
#include "cli/logs/scan_block.h"

namespace errwatch::cli {

inline constexpr unsigned kMostThreads = 16;

// Of a log none of whose lines has anything that httpd writes.
inline constexpr std::string_view kFormatOfItsOwn =
    " Were it an access log in a format of its own, --log-format would say how its lines are written.";
inline constexpr std::string_view kNoErrorLog = "Not judged: no line of an error log of httpd was found.";

struct LogsToRead {
  ScanPlan plan;
  std::vector<std::string> files;
  unsigned threads = 0;        // 0 = one a processor, at most kMostThreads
  bool show_unparsed = false;  // lines that could not be read, on standard error
  bool show_progress = false;  // a bar, where standard error is a terminal
  // Before anything is visited: they are error and access logs.
  std::function<void()> on_both_logs = nullptr;
};

inline constexpr std::string_view kNoJsonLine =
    "Not judged: no line was JSON that holds an entry; an error log as httpd writes it is --input log.";

// What is to be said where no line of any file was of a log.
std::string WhyNoLog(const std::vector<LogFile>& files);

// The same of a file among others; empty = it has some, or nothing was written to it yet.
std::string WhyOtherLog(const LogFile& file);

struct LogsRead {
  std::vector<LogFile> files;
  ScanTally tally;

  // Complains of what could not be read.
  void Complain() const;
  // Whether all of every file was read.
  bool complete() const;
  bool any_usable() const {
    return tally.of_httpd != 0 || tally.lines > tally.unusable + tally.without_prefix;
  }
};

// Visits every entry that is evidence of something, in time order.
LogsRead ReadLogs(const LogsToRead& logs, const LogStreams::Visit& visit);

// Prints the lines of a block that could not be read on standard error.
void ShowUnparsed(const ScanBlock& block, const std::string& path, uint64_t first_line);

}  // namespace errwatch::cli
