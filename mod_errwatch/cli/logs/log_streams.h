// Several logs as one sequence of entries in time order:
// rotated sets follow each other, logs of the same time are merged.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/logs/block_pool.h"
#include "cli/logs/line_source.h"
#include "cli/logs/request_order.h"

namespace errwatch::cli {

struct LogFile {
  std::string path;
  // Of the first lines that have a time; INT64_MIN = none does, or standard input.
  int64_t first_us = INT64_MIN;
  std::string error;  // could not be read, or not to its end
  uint64_t lines = 0;
  uint64_t entries = 0;        // that are evidence of something
  uint64_t cut_lines = 0;      // longer than the bound
  uint64_t of_httpd = 0;       // ScanTally
  std::string first_line{};    // the first that has a time, or the beginning of it
  InputForm input{};           // what it holds, once something of it was read
  bool is_access_log = false;  // FileForm
};

// Error and access logs, as far as that is known.
bool HoldBothLogs(const std::vector<LogFile>& files);

class LogStreams {
 public:
  // Looks into each file for its first time stamp; files without one, pipes and standard input come first, in
  // the order given.
  LogStreams(BlockPool& pool, const std::vector<std::string>& paths, const ScanPlan& plan);
  ~LogStreams();

  // A record with where it stands: index into files(), and line number from 1.
  using Visit = std::function<void(const ScanRecord&, std::size_t file, uint64_t line)>;
  // A block that is done with, for its tally.
  using Done = std::function<void(const ScanBlock&, std::size_t file, uint64_t first_line)>;

  // Memory: a few blocks a thread, and two for each file that is read at the same time.
  void Run(const Visit& visit, const Done& done);

  const std::vector<LogFile>& files() const { return files_; }
  // They are error and access logs, as far as that is known before they are read (ScanBlock::joins).
  bool joins() const { return joins_; }
  // Files that begin with the same line, packed or not: a log and its copy, by which clients would be blocked
  // who did nothing. A note for each but the first.
  std::vector<std::string> Copies() const;
  // For a progress bar: bytes read of all files, and of how many (0 = not known).
  uint64_t bytes_read() const;
  uint64_t bytes_total() const { return bytes_total_; }

 private:
  struct Stream;
  void Open(std::size_t file);
  void Fill(Stream& stream);
  bool Begin(Stream& stream, std::string_view beginning);
  bool Settle(Stream& stream, const Done& done);
  std::size_t Earliest() const;

  BlockPool& pool_;
  std::vector<LogFile> files_;
  std::vector<std::unique_ptr<Stream>> streams_;  // being read
  bool joins_ = false;
  uint64_t bytes_closed_ = 0;
  uint64_t bytes_total_ = 0;
};

}  // namespace errwatch::cli
