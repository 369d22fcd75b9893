// Several followed logs as one sequence of entries:
// what LogStreams is for logs that are complete, in one thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/logs/change_watch.h"
#include "cli/logs/followed_log.h"
#include "cli/logs/log_streams.h"
#include "cli/logs/scan_block.h"

namespace errwatch::cli {

class FollowedLogs {
 public:
  FollowedLogs(const std::vector<std::string>& paths, const ScanPlan& plan);

  // Leaves out what is there already.
  void SkipToEnd();

  // Visits what has come since the last call, in time order as far as that is there. Returns when there is no
  // more, or when `pause` says so, which is asked after each block.
  void Read(const LogStreams::Visit& visit, const LogStreams::Done& done, const std::function<bool()>& pause);

  // Lets `watch` tell when to read again. False when it already does, and nothing has been missed.
  bool Watch(ChangeWatch& watch);
  // The same, whatever it does already: directories may have been made anew.
  void WatchAnew(ChangeWatch& watch);

  // By the index that is visited; `error` says why there is no such file at present.
  const std::vector<LogFile>& files() const { return files_; }

 private:
  struct Log {
    Log(const std::string& path, const ReadBounds& bounds) : source(path, bounds) {}
    bool done() const { return next == block.records.size(); }

    FollowedLog source;
    ScanBlock block;
    FormCensus census;
    bool begun = false;
    RequestOrder order;
    std::size_t next = 0;      // record of the block
    int64_t time = INT64_MIN;  // of the next record; one without a time is taken with the one before it
  };

  void RenewScanner();
  void Begin(std::size_t file, std::string_view beginning);
  bool Load(std::size_t file, const LogStreams::Done& done);
  std::size_t Earliest();

  ScanPlan plan_;
  std::optional<BlockScanner> scanner_;
  std::vector<Log> logs_;
  std::vector<LogFile> files_;
  std::optional<uint64_t> opened_watched_;  // files that had been opened by then
};

}  // namespace errwatch::cli
