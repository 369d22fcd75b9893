// The lines of ErrWatchEventLog in shared memory: how far each has come in the ring of incidents, and what
// became of its events. Each goes on where it was when httpd starts again with the same line; who is stuck
// holds up no other.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ticks.h"
#include "store/incident_ring.h"
#include "store/segment_layout.h"

namespace errwatch::store {

// Why events of a log were dropped.
enum class DropReason : uint8_t {
  kNone,
  kSlow,     // they were overwritten in the ring before it took them
  kFlood,    // single entries that gave way, so that no block was overwritten
  kError,    // the system refused to write: an errno
  kRemoved,  // the file has no name any more
};
inline constexpr uint8_t kDropReasons = 5;

// For people: "the log does not keep up"; of an error what the system says.
std::string TextOf(DropReason reason, int error);

struct EventLogState {
  std::string name;  // as found in the memory: any bytes
  uint64_t written = 0;
  uint64_t dropped = 0;
  DropReason reason = DropReason::kNone;  // of the last that was dropped
  int error = 0;
  Tick last_drop;
};

class EventLogsReader {
 public:
  explicit EventLogsReader(const RingWords* ring) : ring_(ring) {}
  // Of httpd's configuration whose processes write the events; 0 = nobody does.
  uint64_t generation() const noexcept;
  // Of that configuration.
  std::vector<EventLogState> All() const;

 private:
  const RingWords* ring_;
};

// What tells a log from others, over restarts, and what it is called.
struct EventLogName {
  std::string identity;
  std::string shown;  // as much of it as there is room for
};

class EventLogs : public EventLogsReader {
 public:
  explicit EventLogs(RingWords* ring) : EventLogsReader(ring), ring_(ring) {}

  // In the parent alone: events are written by the processes of one configuration of httpd at a time, which
  // has a number other than 0, or by nobody. A newer one takes over by announcing its number and its logs,
  // and gets their places, in their order. One that was there before goes on where it was, a new one begins
  // where the messages are. REQUIRES: at most kMaxEventLogs, each once.
  std::vector<uint32_t> Announce(uint64_t generation, std::span<const EventLogName> logs);

  void CountWritten(uint32_t log) noexcept;
  void CountDropped(uint32_t log, uint64_t events, DropReason reason, int error, Tick now) noexcept;

 private:
  void Begin(EventLogWords& log, uint64_t print, std::string_view name) noexcept;
  RingWords* ring_;
};

}  // namespace errwatch::store
