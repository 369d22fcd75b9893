// ErrWatchEventLog: where events go, one line each. Opened by the parent before it forks; written by
// children, outside the error_log hook, with a single non-blocking write a line. A full pipe drops the line
// and the caller counts it.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "config/settings.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// POSIX: writes of up to this many bytes to a pipe are not torn apart by those of other processes.
inline constexpr std::size_t kMaxEventBytes = 4096;

class EventLog {
 public:
  // A program runs as the user that started httpd (usually root), as ErrorLog's piped programs do.
  // Descriptors belong to `pool`.
  static Result<std::unique_ptr<EventLog>> Open(const EventLogSetting& setting, apr_pool_t* pool);

  // `line` without newline, shorter than kMaxEventBytes. False when it was dropped.
  bool Write(std::string_view line) noexcept;
  bool Wants(EventKind kind) const { return (events_ & kind) != 0; }

 private:
  EventLog() = default;
  EventSink sink_ = EventSink::kNone;
  uint8_t events_ = 0;
  int descriptor_ = -1;
  int facility_ = 0;
};

}  // namespace errwatch::httpd
