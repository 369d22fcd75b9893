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
#include <cstdlib>
#include <cstring>
#include <string>

#include "config/syslog_facility.h"
#include "pages/render.h"
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

constexpr std::string_view kStreams[] = {"/dev/stdout", "/dev/stderr", "/proc/self/fd/", "/dev/fd/"};
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

// What is written to must be empty or hold events: not /etc/passwd, for a slip of the pen.
std::string WhyNoEventLog(const store::CheckedPath& at) {
  const store::Descriptor reading = at.Open(O_RDONLY);
  std::array<char, kEventBegin.size()> begin{};
  const ssize_t got = reading.ok() ? pread(reading.get(), begin.data(), begin.size(), 0) : -1;
  if (got < 0) return std::string("cannot be read: ") + std::strerror(errno);
  if (got == 0 || std::string_view(begin.data(), static_cast<std::size_t>(got)) == kEventBegin) return "";
  return "does not begin with an event. mod_errwatch writes to no file that is not its own: name another "
         "one, "
         "or move this one away";
}

// A descriptor that whoever started httpd opened himself, a pipe or device: links lead there by nature.
Result<store::Descriptor> OpenStream(const std::string& path) {
  store::Descriptor opened =
      OpenToAppend([&](int flags) { return store::Descriptor(open(path.c_str(), flags)); });
  if (!opened.ok()) return Cannot(path, "open it");
  return opened;
}

Status CheckExisting(const store::CheckedPath& at, const struct stat& named) {
  // FIFOs and devices are no place where anything gets lost.
  if (!S_ISREG(named.st_mode) && !S_ISLNK(named.st_mode) && !S_ISDIR(named.st_mode)) return Ok{};
  // Whose it is, and who may write to it besides, is the operator's affair (logrotate's "create"): nothing in
  // it is believed.
  struct stat info = named;
  info.st_mode &= ~mode_t{S_IWGRP | S_IWOTH};
  info.st_uid = geteuid();
  std::string why = store::WhyNotOurs(info);
  if (why.empty()) why = WhyNoEventLog(at);
  if (!why.empty()) return Error{"the event log " + at.path() + " " + why};
  return Ok{};
}

Result<store::Descriptor> OpenExisting(const store::CheckedPath& at, const struct stat& named) {
  if (Status fit = CheckExisting(at, named); !fit) return fit.failure();
  store::Descriptor opened = OpenToAppend([&](int flags) { return at.Open(flags); });
  struct stat info {};
  if (!opened.ok() || fstat(opened.get(), &info) != 0) return Cannot(at.path(), "open it");
  if (!store::IsSameFile(info, named))
    return Error{"the event log " + at.path() + " was replaced while it was opened"};
  return opened;
}

Result<store::Descriptor> OpenFile(const std::string& path, std::string* warning) {
  for (const std::string_view stream : kStreams) {
    if (path.starts_with(stream)) return OpenStream(path);
  }
  auto at = store::CheckedPath::Of(path);
  if (!at) return Error{"the event log " + at.error(), at.failure().kind};
  if (const std::string& shared = at.value().shared(); !shared.empty()) {
    *warning = "the event log " + path + " is in a directory that " + shared +
               ", who can take it away; name one in a directory that root alone may write";
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

std::string PathOf(const EventLogSetting& setting, apr_pool_t* pool) {
  const char* path = ap_server_root_relative(pool, setting.target.c_str());
  return path == nullptr ? setting.target : path;
}

bool IsProgram(const std::string& path) {
  struct stat info {};
  return stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && access(path.c_str(), X_OK) == 0;
}

// httpd would start a program that is not there without a word, again and again.
Status CheckProgram(const std::string& command, apr_pool_t* pool) {
  char** arguments = nullptr;
  if (apr_tokenize_to_argv(command.c_str(), &arguments, pool) != APR_SUCCESS || arguments[0] == nullptr)
    return Error{"the event log's program cannot be told from its arguments: " + command};
  const std::string program = arguments[0];
  if (program.find('/') != std::string::npos) {
    if (IsProgram(program)) return Ok{};
    return Error{"the event log's program " + program +
                 " is not there or not executable; write \"|/path/to/program argument\""};
  }
  const char* search = getenv("PATH");
  for (std::string_view rest = search == nullptr ? "" : search; !rest.empty();) {
    const std::size_t colon = rest.find(':');
    if (IsProgram(std::string(rest.substr(0, colon)) + "/" + program)) return Ok{};
    rest.remove_prefix(colon == std::string_view::npos ? rest.size() : colon + 1);
  }
  return Error{"the event log's program " + program + " is not in PATH; name it with its path"};
}

Status CheckFile(const std::string& path) {
  for (const std::string_view stream : kStreams) {
    if (path.starts_with(stream)) return Ok{};
  }
  const auto at = store::CheckedPath::Of(path);
  if (!at) return Error{"the event log " + at.error(), at.failure().kind};
  if (const auto named = at.value().Look()) return CheckExisting(at.value(), *named);
  if (errno != ENOENT) return Cannot(path, "examine it");
  if (!at.value().IsDirectoryWritable()) return Cannot(path, "create it");
  return Ok{};
}

Result<int> OpenPipe(const std::string& program, apr_pool_t* pool) {
  if (Status found = CheckProgram(program, pool); !found) return found.failure();
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

Status EventLog::Check(const EventLogSetting& setting, apr_pool_t* pool) {
  if (setting.sink == EventSink::kFile) return CheckFile(PathOf(setting, pool));
  if (setting.sink == EventSink::kPipe) return CheckProgram(setting.target, pool);
  return Ok{};
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
