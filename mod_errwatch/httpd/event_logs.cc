#include "httpd/event_logs.h"

#include <fcntl.h>
#include <sys/mman.h>

#include <algorithm>
#include <utility>

#include "httpd/prelude.h"

namespace errwatch::httpd {

Status EventLogs::Add(const EventLogSetting& setting, apr_pool_t* pool) {
  if (turn_ < 0) {
    // A file without a name, whose lock the kernel takes back from a process that dies.
    const int turn = memfd_create("errwatch-events", MFD_CLOEXEC);
    if (turn < 0) return Error{"cannot make the lock of the event logs"};
    turn_ = OwnedBy(pool, turn);
  }
  auto opened = EventLog::Open(setting, pool);
  if (!opened) return opened.failure();
  lines_.push_back({std::move(opened).value()});
  return Ok{};
}

bool EventLogs::HasAny(EventKind kind) const {
  return std::any_of(lines_.begin(), lines_.end(),
                     [kind](const Line& line) { return (line.log->filter().events & kind) != 0; });
}

bool EventLogs::TakeTurn() noexcept {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  // Locks of this kind belong to a process and are not inherited. Who has it may ask again.
  return fcntl(turn_, F_SETLK, &whole) == 0;
}

}  // namespace errwatch::httpd
