// A line of ErrWatchEventLog: where events go, one line each. Opened by the parent before it forks. Pipes,
// FIFOs and sockets are written without waiting; a file can make the writer wait, as long as its disk does.
// So only the thread of event_writer.h writes, never one that serves a request.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "config/settings.h"
#include "httpd/syslog_socket.h"
#include "store/event_logs.h"
#include "store/event_place.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

// POSIX: writes of up to this many bytes to a pipe are not torn apart by those of other processes.
inline constexpr std::size_t kMaxEventBytes = 4096;

// The pool closes it.
int OwnedBy(apr_pool_t* pool, int descriptor);

// What Open will look at.
store::EventPlace EventPlaceOf(const EventLogSetting& setting, apr_pool_t* pool);

class EventLog {
 public:
  // A program runs as the user that started httpd (usually root), as ErrorLog's piped programs do.
  // A file is what store/event_file.h opens. Descriptors belong to `pool`.
  static Result<std::unique_ptr<EventLog>> Open(const EventLogSetting& setting, apr_pool_t* pool);

  // What whoever runs the server should know of a log that works; empty when there is nothing.
  const std::string& warning() const { return warning_; }
  const store::EventLogName& name() const { return name_; }
  const EventFilter& filter() const { return filter_; }

  // False while the reader is too slow or not there, also after `patience`: what would be written now would
  // be dropped.
  bool IsReady(std::chrono::milliseconds patience) noexcept;
  // `line` without newline, shorter than kMaxEventBytes. False when it was dropped, or nobody will find it.
  bool Write(std::string_view line) noexcept;

  // Why the last event was dropped, if it was.
  store::DropReason reason() const;
  int error() const { return error_; }
  // ... "/var/log/errwatch-events.log: No space left on device"; empty for what passes by itself.
  std::string Trouble() const;

 private:
  EventLog() = default;
  EventFilter filter_;
  store::EventLogName name_;
  int descriptor_ = -1;
  bool torn_ = false;     // the last line is not whole
  int error_ = 0;         // of the last write
  bool removed_ = false;  // the file has no name any more
  std::unique_ptr<SyslogSocket> syslog_;
  std::string warning_;
};

}  // namespace errwatch::httpd
