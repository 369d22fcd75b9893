// All lines of ErrWatchEventLog of a configuration: opened by the parent before it forks, written by one
// process at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "config/settings.h"
#include "httpd/event_log.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

class EventLogs {
 public:
  struct Line {
    std::unique_ptr<EventLog> log;
    uint32_t place = 0;          // of its figures in shared memory
    std::string trouble_told{};  // by this process: why events were dropped last, or empty
  };

  // Adds what the line names. Descriptors belong to `pool`.
  Status Add(const EventLogSetting& setting, apr_pool_t* pool);

  bool empty() const { return lines_.empty(); }
  std::vector<Line>& lines() { return lines_; }
  bool HasAny(EventKind kind) const;

  // Whether this process is the one that writes. Only one has the turn, until it ends or dies.
  bool TakeTurn() noexcept;

 private:
  std::vector<Line> lines_;
  int turn_ = -1;  // the file whose lock is the turn
};

}  // namespace errwatch::httpd
