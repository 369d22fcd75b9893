#include "httpd/server_places.h"

#include <unistd.h>

#include <cstring>
#include <string>
#include <utility>

#include "base/ascii.h"
#include "httpd/configs.h"
#include "httpd/event_log.h"
#include "httpd/shared_memory.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

// A file, not a program or syslog.
std::string ErrorLogOf(const server_rec* server, apr_pool_t* pool) {
  const char* name = server->error_fname;
  if (name == nullptr || name[0] == '|' || std::strncmp(name, "syslog", 6) == 0) return "";
  const char* path = ap_server_root_relative(pool, name);
  return path == nullptr ? "" : path;
}

const ap_directive_t* NextLine(const ap_directive_t* line) {
  if (line->first_child != nullptr) return line->first_child;
  while (line != nullptr && line->next == nullptr) line = line->parent;
  return line == nullptr ? nullptr : line->next;
}

// mod_log_config tells nobody where it writes: what its lines say, of all servers.
void AddRequestLogs(apr_pool_t* pool, store::Places* places) {
  for (const ap_directive_t* line = ap_conftree; line != nullptr; line = NextLine(line)) {
    const bool writes =
        EqualsIgnoreCase(line->directive, "CustomLog") || EqualsIgnoreCase(line->directive, "TransferLog");
    if (!writes || line->args == nullptr) continue;
    const char* arguments = line->args;
    const char* name = ap_getword_conf(pool, &arguments);
    const char* path = *name == '|' ? nullptr : ap_server_root_relative(pool, name);
    if (path != nullptr) places->others.push_back({path, "a CustomLog"});
  }
}

// The process whose configuration this is, if it runs: the state file is its own.
pid_t RunningServer(apr_pool_t* pool) {
  pid_t process = 0;
  if (ap_pid_fname == nullptr) return 0;
  return ap_read_pid(pool, ap_pid_fname, &process) == APR_SUCCESS ? process : 0;
}

}  // namespace

store::Places PlacesOf(server_rec* main_server, apr_pool_t* pool) {
  const ServerSettings& settings = MutableConfigOf(main_server)->settings;
  store::Places places{StateFilePath(settings, pool), settings.clients.value, {}};
  for (const EventLogSetting& log : settings.event_logs) places.events.push_back(EventPlaceOf(log, pool));
  if (main_server->error_fname != nullptr) places.main_error_log = main_server->error_fname;
  ForEachServer(main_server, [&](server_rec* server) {
    if (std::string error_log = ErrorLogOf(server, pool); !error_log.empty())
      places.others.push_back({std::move(error_log), "an ErrorLog"});
    if (const std::string& model = MutableConfigOf(server)->settings.model.value.path; !model.empty())
      places.others.push_back({model, "an ErrWatchModel"});
  });
  if (const char* path = ap_pid_fname == nullptr ? nullptr : ap_server_root_relative(pool, ap_pid_fname))
    places.others.push_back({path, "the PidFile"});
  AddRequestLogs(pool, &places);
  return places;
}

Status CheckPlaces(server_rec* main_server, apr_pool_t* pool) {
  store::Places places = PlacesOf(main_server, pool);
  places.server = RunningServer(pool);
  for (const Error& found : store::FaultsOf(places)) {
    if (found.kind != ErrorKind::kDenied || geteuid() == 0) return found;
    ap_log_error(APLOG_MARK, APLOG_WARNING | APLOG_STARTUP, 0, main_server,
                 "EW0210: only the user who starts httpd can check this: %s", found.text.c_str());
  }
  return Ok{};
}

}  // namespace errwatch::httpd
