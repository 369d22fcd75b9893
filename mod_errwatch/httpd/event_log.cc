#include "httpd/event_log.h"

#include <fcntl.h>
#include <sys/uio.h>
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

Result<int> OpenFile(const std::string& name, apr_pool_t* pool) {
  const char* path = ap_server_root_relative(pool, name.c_str());
  apr_file_t* file = nullptr;
  const apr_status_t status =
      path == nullptr ? APR_EBADPATH
                      : apr_file_open(&file, path, APR_FOPEN_WRITE | APR_FOPEN_APPEND | APR_FOPEN_CREATE,
                                      APR_FPROT_UREAD | APR_FPROT_UWRITE | APR_FPROT_GREAD, pool);
  if (status != APR_SUCCESS) {
    std::array<char, 128> reason{};
    return Error{"cannot open the event log " + name + ": " +
                 apr_strerror(status, reason.data(), reason.size())};
  }
  int descriptor = -1;
  apr_os_file_get(&descriptor, file);
  return descriptor;
}

Result<int> OpenPipe(const std::string& program, apr_pool_t* pool) {
  piped_log* pipe = ap_open_piped_log(pool, program.c_str());
  if (pipe == nullptr) return Error{"cannot start the event log program " + program};
  int descriptor = -1;
  apr_os_file_get(&descriptor, ap_piped_log_write_fd(pipe));
  // A reader that does not keep up must not hold up requests.
  const int flags = fcntl(descriptor, F_GETFL);
  if (flags < 0 || fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) != 0)
    return Error{"cannot make the pipe to " + program + " non-blocking"};
  return descriptor;
}

}  // namespace

Result<std::unique_ptr<EventLog>> EventLog::Open(const EventLogSetting& setting, apr_pool_t* pool) {
  std::unique_ptr<EventLog> log(new EventLog());
  log->sink_ = setting.sink;
  log->events_ = setting.sink == EventSink::kNone ? uint8_t{0} : setting.events;
  if (setting.sink == EventSink::kSyslog) log->facility_ = FacilityOf(setting.target);
  if (setting.sink == EventSink::kFile || setting.sink == EventSink::kPipe) {
    Result<int> opened =
        setting.sink == EventSink::kFile ? OpenFile(setting.target, pool) : OpenPipe(setting.target, pool);
    if (!opened) return Error{opened.error()};
    log->descriptor_ = opened.value();
  }
  return log;
}

bool EventLog::Write(std::string_view line) noexcept {
  if (sink_ == EventSink::kSyslog) {
    syslog(facility_ | LOG_NOTICE, "%.*s", static_cast<int>(line.size()), line.data());
    return true;
  }
  if (descriptor_ < 0 || line.size() >= kMaxEventBytes) return false;
  char newline = '\n';
  std::array<iovec, 2> parts = {{{const_cast<char*>(line.data()), line.size()}, {&newline, 1}}};
  ssize_t written = 0;
  do {
    written = writev(descriptor_, parts.data(), static_cast<int>(parts.size()));
  } while (written < 0 && errno == EINTR);
  return written == static_cast<ssize_t>(line.size() + 1);
}

}  // namespace errwatch::httpd
