#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <iterator>
#include <set>

#include "cli/config/installed_paths.h"
#include "cli/config/start_environment.h"
#include "cli/doctor/machine.h"
#include "cli/server/status.h"
#include "config/text_file.h"
#include "model/unnamed_proxy.h"
#include "store/checked_path.h"
#include "store/event_place.h"

namespace errwatch::cli {
namespace {

// A copy that was written this much ahead of now is of a clock that was put back since.
int64_t AheadOf(const struct stat& file) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return file.st_mtim.tv_sec - std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

bool IsInMemory(const std::string& path) {
  struct statfs system {};
  if (statfs(path.c_str(), &system) != 0) return false;
  return system.f_type == TMPFS_MAGIC || system.f_type == RAMFS_MAGIC;
}

StateFacts LookAtState(const LiveOptions& options, const Configuration* configuration) {
  StateFacts facts;
  facts.path = StatePath(options, configuration);
  struct stat file {};
  if (lstat(facts.path.c_str(), &file) == 0) {
    facts.in_memory = IsInMemory(facts.path);
    facts.of_others = (file.st_mode & (S_IRWXG | S_IRWXO)) != 0 || file.st_uid != 0;
    facts.ahead_seconds = AheadOf(file);
  }
  const auto server = LiveServer::Attach({facts.path, configuration == nullptr ? "" : options.config});
  if (!server) {
    facts.error = server.error();
    facts.error_kind = server.failure().kind;
    return facts;
  }
  facts.remark = server.value()->remark();
  facts.live = facts.remark.empty();
  if (!facts.live) return facts;
  const Snapshot snapshot = server.value()->Take(0, 0);
  facts.unnamed_proxies = snapshot.unnamed_proxies;
  facts.warnings = snapshot.warnings;
  facts.crowds = snapshot.crowds;
  facts.share = snapshot.share;
  facts.share_troubles = ShareTroubles(snapshot.share, snapshot.now, Language::kEnglish);
  // Told as what they are, not twice.
  std::erase_if(facts.warnings, [&](const std::string& warning) {
    return IsOfCrowd(snapshot, warning) ||
           std::ranges::count(facts.share_troubles, warning, &ShareTrouble::text) != 0 ||
           std::any_of(snapshot.unnamed_proxies.begin(), snapshot.unnamed_proxies.end(),
                       [&](const std::string& address) { return warning == UnnamedProxyAdvice(address); });
  });
  return facts;
}

// "cannot be written: ...", where an attempt to write would fail; empty where nothing speaks against it.
std::string WhyNoFile(const store::EventPlace& place) {
  const std::string& path = place.file;
  if (store::IsEventStream(path) && !place.gid && !place.mode) return "";
  if (const Status found = store::CheckEventPlace(place); !found)
    return "cannot be written: " + found.error();
  const Result<store::CheckedPath> at = store::CheckedPath::Of(path);
  const std::optional<struct stat> there = at ? at.value().Look() : std::nullopt;
  if (!there) return "";
  if (S_ISREG(there->st_mode) && at.value().FreeBytes() == 0) return "has no room left on its disk";
  return ::access(path.c_str(), W_OK) == 0 ? "" : "cannot be written: " + std::string(std::strerror(errno));
}

EventLogFacts LookAtEvents(const EventLogSetting& setting, const Configuration& configuration) {
  EventLogFacts facts;
  facts.target = NameOf(setting);
  switch (setting.sink) {
    case EventSink::kFile:
      facts.unknown = setting.target.find("${") != std::string::npos;
      if (facts.unknown) break;
      facts.target = BelowBase(setting.target, configuration.server_root);
      facts.problem = WhyNoFile({facts.target, "", setting.group, setting.gid, setting.mode});
      break;
    case EventSink::kPipe:
      if (const Status found = store::CheckEventProgram(setting.target); !found)
        facts.problem = "cannot be started: " + found.error();
      break;
    case EventSink::kSyslog:
      if (::access("/dev/log", W_OK) != 0)
        facts.problem = std::string("goes nowhere: no daemon listens at /dev/log: ") + std::strerror(errno);
      break;
  }
  return facts;
}

// What such a file says httpd does as root. Its directory counts as well: who may write there replaces it.
bool IsWritableByOthers(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return false;
  const bool owner_is_trusted = info.st_uid == 0 || info.st_uid == ::geteuid();
  const bool group_is_trusted = info.st_gid == 0 || info.st_gid == ::getegid();
  return !owner_is_trusted || (info.st_mode & S_IWOTH) != 0 ||
         ((info.st_mode & S_IWGRP) != 0 && !group_is_trusted);
}

// The first file, and every one with a rule.
std::vector<std::string> WritableFiles(const Machine& machine, const Configuration& configuration) {
  std::set<std::string> paths{machine.config};
  for (const Rule& rule : configuration.server.rules)
    paths.insert(rule.origin.substr(0, rule.origin.rfind(':')));
  std::set<std::string> directories;
  for (const std::string& path : paths) directories.emplace(DirectoryOf(path));
  paths.insert(directories.begin(), directories.end());
  std::vector<std::string> found;
  std::copy_if(paths.begin(), paths.end(), std::back_inserter(found), IsWritableByOthers);
  return found;
}

// Of the file that errwatch-share reads, the one line that says the group; the file as it is installed has
// none. All else in it, errwatch-share --check looks at.
std::string GroupIn(const std::string& path) {
  const Result<std::string> text = ReadTextFile(path);
  std::string group;
  if (!text) return group;
  (void)ForEachTextLine(text.value(), path, [&group](std::string_view line, int) -> Status {
    if (line.starts_with('[')) return Error{"what follows is of a section"};
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || Trim(line.substr(0, equals)) != "group") return Ok{};
    const std::string_view value = Trim(line.substr(equals + 1));
    if (value.empty() || (value.front() != '"' && value.front() != '\'')) return Ok{};
    const std::size_t end = value.find(value.front(), 1);
    if (end != std::string_view::npos) group = value.substr(1, end - 1);
    return Ok{};
  });
  return group;
}

void Describe(const Configuration& configuration, Machine& machine) {
  machine.loads_module = configuration.loads_errwatch;
  machine.names_clients = configuration.names_clients;
  machine.group = configuration.server.share.value;
  machine.trusts_proxies = !configuration.server.trusted_proxies.empty();
  machine.modes.push_back({"the main server", configuration.directory.engine.value});
  for (const VirtualHost& vhost : configuration.vhosts) {
    machine.modes.push_back({vhost.name, vhost.directory.engine.value});
    machine.trusts_proxies = machine.trusts_proxies || !vhost.server.trusted_proxies.empty();
  }
  // Without the module its directives stand in no file that is read.
  if (machine.loads_module) machine.findings = CheckConfiguration(configuration);
  for (const EventLogSetting& log : configuration.server.event_logs)
    machine.events.push_back(LookAtEvents(log, configuration));
  machine.writable = WritableFiles(machine, configuration);
}

}  // namespace

Result<Machine> LookAtMachine(const DoctorOptions& options) {
  Machine machine;
  machine.config = options.live.config.empty() ? std::string(Installed().httpd_conf) : options.live.config;
  machine.is_root = ::geteuid() == 0;
  machine.share_file_group = GroupIn(options.share_file);
  if (::access(machine.config.c_str(), R_OK) != 0)
    return Error{"cannot read " + machine.config + ": " + std::strerror(errno) +
                 "; name the file that httpd reads first with --config FILE"};
  LiveOptions live = options.live;
  live.config = machine.config;
  TakeOverEnvironment(machine.config);
  const Result<Configuration> configuration = ReadConfiguration(machine.config);
  if (configuration) {
    Describe(configuration.value(), machine);
  } else {
    machine.config_error = configuration.error();
  }
  machine.state = LookAtState(live, configuration ? &configuration.value() : nullptr);
  struct timex clock {};
  const int clock_state = adjtimex(&clock);
  machine.clock_synchronised = clock_state < 0 || (clock.status & STA_UNSYNC) == 0;
  return machine;
}

}  // namespace errwatch::cli
