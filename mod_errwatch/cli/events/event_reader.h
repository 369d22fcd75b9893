// Files of ErrWatchEventLog, also rotated and packed ones, from their first line to their last.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cli/logs/read_bounds.h"
#include "pages/snapshot.h"

namespace errwatch::cli {

// Tells an event from every other one. Numbers begin anew with a new state file, so the time belongs to it.
// Eight bytes an event: there may be millions.
uint64_t PrintOfEvent(const IncidentRow& event) noexcept;

struct EventsRead {
  uint64_t lines = 0;  // that are not empty
  uint64_t events = 0;
  uint64_t again = 0;    // ... that another file had, too: a log and its copy
  uint64_t unknown = 0;  // events of kinds that this version does not know
  uint64_t other = 0;    // lines of event logs that are no event: torn, or of somebody else
  bool complete = true;  // all of every file was read
  // What whoever named the files should know, each with its path.
  std::vector<std::string> notes;
};

// Calls `visit` for each event, file by file in the order given, which need not be that of time; for one that
// several files have, once. A file of which the first lines hold no event is refused: a note says what it
// should have been. `files` may have "-", standard input. What cannot be read ends that file, not the others.
EventsRead ReadEvents(const std::vector<std::string>& files, const ReadBounds& bounds,
                      const std::function<void(IncidentRow&&)>& visit);

}  // namespace errwatch::cli
