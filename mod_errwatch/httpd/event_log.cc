#include "httpd/event_log.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
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
#include "store/checked_path.h"

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

constexpr mode_t kMode = S_IRUSR | S_IWUSR | S_IRGRP;
// Without O_NONBLOCK a FIFO would hold up the start until somebody reads it.
constexpr int kFlags = O_APPEND | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

Error Cannot(const std::string& path, std::string_view what) {
  return store::SystemError("the event log " + path, what);
}

// Opens for appending what has the name, by `open(flags)`. If nobody reads a FIFO yet, opening it for
// reading, too, keeps what is written until then. Neither matters to a file.
template <typename Open>
store::Descriptor OpenToAppend(Open open) {
  store::Descriptor opened = open(O_WRONLY | kFlags);
  if (!opened.ok() && errno == ENXIO) opened = open(O_RDWR | kFlags);
  return opened;
}

// A descriptor that whoever started httpd opened himself, a pipe or device: links lead there by nature.
Result<store::Descriptor> OpenStream(const std::string& path) {
  if (Status fit = store::CheckEventStream(path); !fit) return fit.failure();
  store::Descriptor opened =
      OpenToAppend([&](int flags) { return store::Descriptor(open(path.c_str(), flags)); });
  struct stat info {};
  if (!opened.ok() || fstat(opened.get(), &info) != 0) return Cannot(path, "open it");
  struct stat null {};
  if (S_ISCHR(info.st_mode) && stat("/dev/null", &null) == 0 && info.st_rdev == null.st_rdev) {
    return Error{"the event log " + path +
                 " leads to /dev/null, as it does when httpd goes into the background; start it with "
                 "-DFOREGROUND, or name a file, a program or syslog"};
  }
  return opened;
}

Result<store::Descriptor> OpenExisting(const store::CheckedPath& at, const struct stat& named) {
  if (Status fit = store::CheckEventFile(at, named); !fit) return fit.failure();
  store::Descriptor opened = OpenToAppend([&](int flags) { return at.Open(flags); });
  struct stat info {};
  if (!opened.ok() || fstat(opened.get(), &info) != 0) return Cannot(at.path(), "open it");
  if (!store::IsSameFile(info, named))
    return Error{"the event log " + at.path() + " was replaced while it was opened"};
  return opened;
}

Result<store::Descriptor> OpenFile(const std::string& path, std::string* warning) {
  if (store::IsEventStream(path)) return OpenStream(path);
  auto at = store::CheckedPath::Of(path);
  if (!at) return Error{"the event log " + at.error(), at.failure().kind};
  if (const std::string& shared = at.value().shared(); !shared.empty()) {
    *warning = "the event log " + path + " is in a directory that " + shared +
               ": others can take it away, or have its name first; name one in a directory that root alone "
               "may write";
  }
  if (const auto named = at.value().Look()) return OpenExisting(at.value(), *named);
  if (errno != ENOENT) return Cannot(path, "examine it");
  store::Descriptor made = at.value().Create();
  // The mode by descriptor, whatever the umask; then by name again, because of the flags.
  if (!made.ok() || fchmod(made.get(), kMode) != 0) return Cannot(path, "create it");
  struct stat info {};
  if (fstat(made.get(), &info) != 0) return Cannot(path, "examine it");
  return OpenExisting(at.value(), info);
}

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
  log->target_ = setting.target;
  Result<int> turn = OpenTurn(pool);
  if (!turn) return turn.failure();
  log->turn_ = turn.value();
  if (setting.sink == EventSink::kSyslog) {
    // Named as by syslog().
    log->syslog_ = std::make_unique<SyslogSocket>(_PATH_LOG, FacilityOf(setting.target) | LOG_NOTICE,
                                                  program_invocation_short_name);
    return log;
  }
  if (setting.sink == EventSink::kFile) {
    auto opened = OpenFile(PathOf(setting, pool), &log->warning_);
    if (!opened) return opened.failure();
    log->descriptor_ = OwnedBy(pool, opened.value().Release());
    return log;
  }
  Result<int> opened = OpenPipe(setting.target, pool);
  if (!opened) return opened.failure();
  log->descriptor_ = opened.value();
  return log;
}

store::EventPlace EventPlaceOf(const EventLogSetting& setting, apr_pool_t* pool) {
  if (setting.sink == EventSink::kFile) return {PathOf(setting, pool), ""};
  return {"", setting.sink == EventSink::kPipe ? setting.target : ""};
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

std::string EventLog::Trouble() const {
  if (removed_) return target_ + " was removed: restart httpd, which makes it anew";
  // A pipe that is full, or whose reader is gone, is waited for (IsReady).
  if (error_ == 0 || error_ == EAGAIN || error_ == EPIPE) return "";
  return target_ + ": " + std::strerror(error_);
}

}  // namespace errwatch::httpd
