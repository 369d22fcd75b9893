#include "httpd/event_log.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <syslog.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <span>
#include <string>

#include "config/syslog_facility.h"
#include "store/event_file.h"

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

}  // namespace

int OwnedBy(apr_pool_t* pool, int descriptor) {
  apr_pool_cleanup_register(pool, reinterpret_cast<void*>(intptr_t{descriptor}), CloseDescriptor,
                            apr_pool_cleanup_null);
  return descriptor;
}

namespace {

// How many bytes of the parts, in their order, were written; `error` says why it is not all of them. After a
// part the rest is tried: only that tells a full disk from a limit. A limit (RLIMIT_FSIZE) sends no signal
// here: httpd ignores SIGXFSZ before it makes its children.
std::size_t WriteAll(int descriptor, std::span<iovec> parts, int* error) noexcept {
  std::size_t written = 0;
  while (!parts.empty()) {
    const ssize_t put = writev(descriptor, parts.data(), static_cast<int>(parts.size()));
    if (put < 0 && errno == EINTR) continue;
    if (put <= 0) {
      *error = put < 0 ? errno : EIO;
      break;
    }
    auto left = static_cast<std::size_t>(put);
    written += left;
    while (!parts.empty() && left >= parts.front().iov_len) {
      left -= parts.front().iov_len;
      parts = parts.subspan(1);
    }
    if (parts.empty()) break;
    parts.front().iov_base = static_cast<char*>(parts.front().iov_base) + left;
    parts.front().iov_len -= left;
  }
  return written;
}

std::string PathOf(const EventLogSetting& setting, apr_pool_t* pool) {
  const char* path = ap_server_root_relative(pool, setting.target.c_str());
  return path == nullptr ? setting.target : path;
}

Result<int> OpenPipe(const std::string& program, apr_pool_t* pool) {
  if (Status found = store::CheckEventProgram(program); !found) return found.failure();
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

}  // namespace

Result<std::unique_ptr<EventLog>> EventLog::Open(const EventLogSetting& setting, apr_pool_t* pool) {
  std::unique_ptr<EventLog> log(new EventLog());
  log->filter_ = setting.filter;
  log->name_ = {NameOf(setting), NameOf(setting)};
  if (setting.sink == EventSink::kSyslog) {
    // Named as by syslog().
    log->syslog_ = std::make_unique<SyslogSocket>(_PATH_LOG, FacilityOf(setting.target) | LOG_NOTICE,
                                                  program_invocation_short_name);
    return log;
  }
  if (setting.sink == EventSink::kFile) {
    const store::EventPlace place = EventPlaceOf(setting, pool);
    log->name_ = {place.file, place.file};
    auto opened = store::OpenEventFile(place, &log->warning_);
    if (!opened) return opened.failure();
    log->descriptor_ = OwnedBy(pool, opened.value().Release());
    return log;
  }
  // What stands behind the program may be a password.
  log->name_.shown = "|" + store::ProgramOf(setting.target);
  Result<int> opened = OpenPipe(setting.target, pool);
  if (!opened) return opened.failure();
  log->descriptor_ = opened.value();
  return log;
}

store::EventPlace EventPlaceOf(const EventLogSetting& setting, apr_pool_t* pool) {
  store::EventPlace place;
  if (setting.sink == EventSink::kPipe) place.program = setting.target;
  if (setting.sink != EventSink::kFile) return place;
  place.file = PathOf(setting, pool);
  place.group = setting.group;
  place.gid = setting.gid;
  place.mode = setting.mode;
  return place;
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
  error_ = 0;
  if (syslog_ != nullptr) return syslog_->Send(line);
  if (descriptor_ < 0) return false;
  char newline = '\n';
  // What a full disk left of a line is ended first.
  std::array<iovec, 3> parts = {
      {{&newline, torn_ ? 1U : 0U}, {const_cast<char*>(line.data()), line.size()}, {&newline, 1}}};
  const std::size_t whole = parts[0].iov_len + line.size() + 1;
  const std::size_t written = WriteAll(descriptor_, parts, &error_);
  if (written > 0) torn_ = written != whole;
  struct stat info {};
  removed_ = fstat(descriptor_, &info) == 0 && S_ISREG(info.st_mode) && info.st_nlink == 0;
  return written == whole && !removed_;
}

store::DropReason EventLog::reason() const {
  return removed_ ? store::DropReason::kRemoved : store::DropReason::kError;
}

std::string EventLog::Trouble() const {
  // A pipe that is full, or whose reader is gone, is waited for (IsReady).
  if (!removed_ && (error_ == 0 || error_ == EAGAIN || error_ == EPIPE)) return "";
  return name_.shown + ": " + TextOf(reason(), error_);
}

}  // namespace errwatch::httpd
