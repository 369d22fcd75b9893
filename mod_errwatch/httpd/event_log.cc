#include "httpd/event_log.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <syslog.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>

#include "config/syslog_facility.h"

#include "httpd/prelude.h"

#include <apr_portable.h>

namespace errwatch::httpd {
namespace {

int FacilityOf(std::string_view name) {
  for (const SyslogFacility& facility : kSyslogFacilities) {
    if (facility.name == name) return facility.value;
  }
  return kDefaultFacility.value;
}

apr_status_t CloseDescriptor(void* descriptor) {
  close(static_cast<int>(reinterpret_cast<intptr_t>(descriptor)));
  return APR_SUCCESS;
}

int OwnedBy(apr_pool_t* pool, int descriptor) {
  apr_pool_cleanup_register(pool, reinterpret_cast<void*>(intptr_t{descriptor}), CloseDescriptor,
                            apr_pool_cleanup_null);
  return descriptor;
}

Result<int> OpenFile(const std::string& name, apr_pool_t* pool) {
  const char* path = ap_server_root_relative(pool, name.c_str());
  // Without O_NONBLOCK a FIFO would hold up the start until somebody reads it. If nobody does yet, opening it
  // for reading, too, keeps what is written until then. Neither matters to a file.
  constexpr int kFlags = O_APPEND | O_CREAT | O_CLOEXEC | O_NONBLOCK;
  constexpr mode_t kMode = S_IRUSR | S_IWUSR | S_IRGRP;
  int descriptor = -1;
  errno = EINVAL;
  if (path != nullptr) {
    descriptor = open(path, O_WRONLY | kFlags, kMode);
    if (descriptor < 0 && errno == ENXIO) descriptor = open(path, O_RDWR | kFlags, kMode);
  }
  if (descriptor < 0) {
    std::array<char, 128> reason{};
    return Error{"cannot open the event log " + name + ": " +
                 apr_strerror(errno, reason.data(), reason.size())};
  }
  return OwnedBy(pool, descriptor);
}

Result<int> OpenPipe(const std::string& program, apr_pool_t* pool) {
  piped_log* pipe = ap_open_piped_log(pool, program.c_str());
  if (pipe == nullptr) return Error{"cannot start the event log program " + program};
  int descriptor = -1;
  apr_os_file_get(&descriptor, ap_piped_log_write_fd(pipe));
  // A reader that does not keep up must not hold up the end of a process.
  const int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != 0)
    return Error{"cannot make the pipe to " + program + " non-blocking"};
  return descriptor;
}

// A file without a name, whose lock the kernel takes back from a process that dies.
Result<int> OpenTurn(apr_pool_t* pool) {
  const int descriptor = memfd_create("errwatch-events", MFD_CLOEXEC);
  if (descriptor < 0) return Error{"cannot make the lock of the event log"};
  return OwnedBy(pool, descriptor);
}

}  // namespace

Result<std::unique_ptr<EventLog>> EventLog::Open(const EventLogSetting& setting, apr_pool_t* pool) {
  std::unique_ptr<EventLog> log(new EventLog());
  log->sink_ = setting.sink;
  if (setting.sink == EventSink::kNone) return log;
  log->events_ = setting.events;
  Result<int> turn = OpenTurn(pool);
  if (!turn) return turn.failure();
  log->turn_ = turn.value();
  if (setting.sink == EventSink::kSyslog) {
    // Named as by syslog().
    log->syslog_ = std::make_unique<SyslogSocket>(_PATH_LOG, FacilityOf(setting.target) | LOG_NOTICE,
                                                  program_invocation_short_name);
    return log;
  }
  Result<int> opened =
      setting.sink == EventSink::kFile ? OpenFile(setting.target, pool) : OpenPipe(setting.target, pool);
  if (!opened) return opened.failure();
  log->descriptor_ = opened.value();
  return log;
}

bool EventLog::TakeTurn() noexcept {
  struct flock whole {};
  whole.l_type = F_WRLCK;
  whole.l_whence = SEEK_SET;
  // Locks of this kind belong to a process and are not inherited. Who has it may ask again.
  return fcntl(turn_, F_SETLK, &whole) == 0;
}

bool EventLog::IsReady(std::chrono::milliseconds patience) noexcept {
  if (syslog_ != nullptr) return syslog_->IsReady(patience);
  // Of a pipe: it has room for PIPE_BUF bytes, and a reader; one whose reader has gone waits for the next,
  // which httpd starts or somebody opens. Of a file: always.
  pollfd wanted = {descriptor_, POLLOUT, 0};
  return poll(&wanted, 1, static_cast<int>(patience.count())) > 0 && wanted.revents == POLLOUT;
}

bool EventLog::Write(std::string_view line) noexcept {
  if (line.empty() || line.size() >= kMaxEventBytes) return false;
  if (syslog_ != nullptr) return syslog_->Send(line);
  if (descriptor_ < 0) return false;
  char newline = '\n';
  // What a full disk left of a line is ended first.
  std::array<iovec, 3> parts = {
      {{&newline, torn_ ? 1U : 0U}, {const_cast<char*>(line.data()), line.size()}, {&newline, 1}}};
  const std::size_t whole = parts[0].iov_len + line.size() + 1;
  ssize_t written = 0;
  do {
    written = writev(descriptor_, parts.data(), static_cast<int>(parts.size()));
  } while (written < 0 && errno == EINTR);
  if (written > 0) torn_ = written != static_cast<ssize_t>(whole);
  return written == static_cast<ssize_t>(whole);
}

}  // namespace errwatch::httpd
