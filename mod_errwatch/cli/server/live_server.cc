#include "cli/server/live_server.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <limits>

#include "base/time_text.h"
#include "cli/config/installed_paths.h"
#include "cli/config/start_environment.h"
#include "cli/server/known_hosts.h"
#include "config/text_file.h"
#include "pages/crowd_view.h"
#include "pages/model_rows.h"
#include "pages/page_query.h"
#include "pages/take_client.h"
#include "store/event_place.h"

namespace errwatch::cli {
namespace {

bool IsSet(const char* variable) {
  const char* value = std::getenv(variable);
  return value != nullptr && *value != '\0';
}

// Of the server that is meant. Where nothing names one it is this machine's, and so is the configuration; a
// state file that is named may be another's.
std::string ConfigOf(const LiveOptions& options) {
  if (!options.config.empty() || !options.state.empty()) return options.config;
  if (IsSet("ERRWATCH_STATE_FILE") || IsSet("ERRWATCH_CONFIG")) return "";
  const std::string usual(Installed().httpd_conf);
  return ::access(usual.c_str(), R_OK) == 0 ? usual : "";
}

std::string Advice(ErrorKind kind) {
  if (kind == ErrorKind::kMissing) {
    return ". Is the server running with ErrWatchEngine On or DetectionOnly? Name its ErrWatchStateFile with "
           "--state FILE, or its "
           "configuration with --config FILE";
  }
  return ::geteuid() == 0 ? "" : ". Run this as root: the file belongs to the user who starts the server";
}

}  // namespace

std::string StatePath(const LiveOptions& options, const Configuration* configuration) {
  if (!options.state.empty()) return options.state;
  if (const char* named = std::getenv("ERRWATCH_STATE_FILE"); named != nullptr && *named != '\0')
    return named;
  const bool says = configuration != nullptr && (!options.config.empty() || configuration->loads_errwatch);
  if (!says) return std::string(Installed().state_file);
  return StateFileOf(configuration->server.state_file.value, configuration->runtime_dir,
                     configuration->server_root);
}

Tick Now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return TickFromUnixMs(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

template <typename Open>
auto LiveServer::OpenStateFile(const LiveOptions& options, Open open) -> decltype(open(std::string())) {
  const std::string config = ConfigOf(options);
  if (!config.empty()) TakeOverEnvironment(config);
  Result<RulesInForce> rules = LoadRules(config, "");
  const bool of_server = rules && !config.empty();
  if (!rules) {
    unknown_ = trouble_ = rules.error();
  } else if (config.empty() && !IsSet("ERRWATCH_CONFIG")) {
    unknown_ = "none is named (--config FILE)";
  }
  if (!rules && options.config.empty()) rules = LoadRules("", "");
  if (rules) {
    rules_ = std::move(rules).value();
  } else if (!options.config.empty()) {
    return rules.failure();
  }
  const std::string path = StatePath(options, of_server ? &rules_->configuration : nullptr);
  if (of_server && options.config.empty() && path != Installed().state_file)
    source_ = "the state file is " + path + ", as " + config + " says";
  auto file = open(path);
  if (!file) {
    const Error& failure = file.failure();
    return Error{failure.text + Advice(failure.kind), failure.kind};
  }
  return file;
}

template <typename File>
void LiveServer::Show(File& file) {
  segment_ = &file.segment();
  path_ = file.path();
  remark_ = file.remark();
  if (!remark_.empty() && file.written() <= Now())
    remark_ += " (" + FormatSpan(file.written(), Now()) + " ago)";
}

Result<std::unique_ptr<LiveServer>> LiveServer::Attach(const LiveOptions& options) {
  std::unique_ptr<LiveServer> server(new LiveServer);
  auto file = server->OpenStateFile(options, &store::StateReader::Open);
  if (!file) return file.failure();
  server->file_ = std::move(file).value();
  server->Show(*server->file_);
  return server;
}

void LiveServer::ReadConfigurationAgain(const LiveOptions& options) {
  Result<RulesInForce> rules = LoadRules(ConfigOf(options), "");
  if (rules) rules_ = std::move(rules).value();
}

Status LiveServer::Reopen() {
  auto file = store::StateReader::Open(path_);
  if (!file) return Error{file.error() + Advice(file.failure().kind), file.failure().kind};
  file_ = std::move(file).value();
  Show(*file_);
  return Ok{};
}

Result<std::unique_ptr<WritableServer>> WritableServer::Attach(const LiveOptions& options) {
  std::unique_ptr<WritableServer> server(new WritableServer);
  auto file = server->OpenStateFile(options, &store::StateEditor::Open);
  if (!file) return file.failure();
  server->file_ = std::move(file).value();
  server->Show(*server->file_);
  return server;
}

std::vector<std::string> LiveServer::EventFiles() const {
  std::vector<std::string> files;
  if (!rules_) return files;
  const Configuration& configuration = rules_->configuration;
  for (const EventLogSetting& setting : configuration.server.event_logs) {
    const bool known = setting.sink == EventSink::kFile && setting.target.find("${") == std::string::npos &&
                       !store::IsEventStream(setting.target);
    if (known) files.push_back(BelowBase(setting.target, configuration.server_root));
  }
  return files;
}

Snapshot LiveServer::Take(std::size_t clients, std::size_t incidents) const {
  store::SnapshotOptions options;
  options.clients = clients;
  options.incidents = incidents;
  return Take(std::move(options));
}

void LiveServer::AddConfiguration(store::SnapshotOptions& options) const {
  if (rules_) {
    options.rule_name = [this](uint32_t id) {
      const Rule* rule = rules_->rules->Find(id);
      return rule == nullptr ? std::string() : rule->name;
    };
  }
  options.is_allowed = [this](const ClientAddress& client, std::string_view scope) {
    return IsNeverDenied({client, client, 0, segment().prefix()}, scope);
  };
}

Snapshot LiveServer::TakeClient(const ClientAddress& client, store::SnapshotOptions options) const {
  options.incidents = std::numeric_limits<std::size_t>::max();  // the ring has an end
  AddConfiguration(options);
  return store::TakeClientSnapshot(segment(), client, limits(), options, Now());
}

std::optional<std::vector<ModelRow>> LiveServer::Models(Tick now) const {
  if (configuration() == nullptr) return std::nullopt;
  return ModelRowsOf(*configuration(), segment(), now);
}

std::vector<UnderAttackRow> LiveServer::UnderAttack() const {
  if (configuration() == nullptr) return {};
  return UnderAttackOf(*configuration());
}

Snapshot LiveServer::Take(store::SnapshotOptions options) const {
  AddConfiguration(options);
  Snapshot snapshot = store::TakeSnapshot(segment(), limits(), options, Now());
  snapshot.state_file = path_;
  if (const std::string state = store::TextOf(segment().file_state(), path_);
      !state.empty() && remark_.empty())
    snapshot.warnings.insert(snapshot.warnings.begin(), "ErrWatchStateFile: " + state + ".");
  if (!remark_.empty()) snapshot.warnings.insert(snapshot.warnings.begin(), remark_ + ".");
  SetWhatFollows(UnderAttack(), snapshot.crowds);
  if (!rules_) return snapshot;
  for (RuleHitsRow& row : snapshot.rules) {
    if (const Rule* rule = rules_->rules->Find(row.id)) {
      row.name = rule->name;
      row.category = CategoryName(rule->category);
    }
  }
  return snapshot;
}

namespace {

using Part = AddressSet::Part;

// The first line that has any of it.
std::string LineOf(const Configuration& configuration, std::string_view directive,
                   const BlockTarget& target) {
  for (const AddressLine& line : configuration.address_lines) {
    if (line.directive == directive && line.addresses.PartOf(target.address, target.bits()) != Part::kNone)
      return line.directive + ", " + line.origin;
  }
  return std::string(directive);
}

// Over the virtual hosts of a scope, and the main server.
struct Least {
  bool any = false;
  Part part = Part::kAll;
  void Add(Part next) {
    any = any || next != Part::kNone;
    part = std::min(part, next);
  }
  Part Whole() const { return part == Part::kAll ? Part::kAll : any ? Part::kSome : Part::kNone; }
};

}  // namespace

ListStanding LiveServer::StandingOf(const BlockTarget& target, std::string_view scope) const {
  ListStanding standing;
  if (!rules_) return standing;
  const Configuration& configuration = rules_->configuration;
  // A client is what was written of it: its neighbours may be on no list.
  const ClientAddress& first = target.is_range() ? target.address : target.given;
  const int bits = target.is_range() ? target.range_bits : first.is_ipv4() ? 32 : 128;
  Least allowed, proxies, either;
  std::size_t servers = 0, listing = 0;
  const auto look = [&](const std::string& name, const ServerSettings& server) {
    if (server.scope.value != scope) return;
    ++servers;
    const Part allow = server.allow.PartOf(first, bits);
    const Part proxy = server.trusted_proxies.PartOf(first, bits);
    allowed.Add(allow);
    proxies.Add(proxy);
    either.Add(std::max(allow, proxy));
    if (allow == Part::kNone && proxy == Part::kNone) return;
    ++listing;
    standing.names += (standing.names.empty() ? "" : ", ") + name;
  };
  look(configuration.name.empty() ? std::string(kMainServer) : configuration.name, configuration.server);
  for (const VirtualHost& vhost : configuration.vhosts) look(vhost.name, vhost.server);
  if (servers == 0) return standing;
  standing.allowed = allowed.Whole();
  standing.proxies = proxies.Whole();
  standing.never_denied = either.Whole() == Part::kAll;
  if (listing == servers) standing.names.clear();
  if (standing.allowed != Part::kNone) standing.allowed_by = LineOf(configuration, "ErrWatchAllow", target);
  if (standing.proxies != Part::kNone)
    standing.proxies_by = LineOf(configuration, "ErrWatchTrustedProxy", target);
  return standing;
}

std::string LiveServer::WhereListed(const BlockTarget& target, std::string_view scope) const {
  const ListStanding standing = StandingOf(target, scope);
  if (target.is_range() && standing.allowed == Part::kSome)
    return "who is allow-listed (" + standing.allowed_by + ") in it is not denied";
  const std::string by = standing.names.empty() ? "" : " by " + standing.names;
  if (standing.allowed != Part::kNone) return "it is allow-listed (" + standing.allowed_by + ")" + by;
  if (standing.proxies != Part::kNone && !target.is_range())
    return "it is a trusted proxy (" + standing.proxies_by + ")" + by;
  std::string listed;
  segment().listed().ForEach(Now(), [&](const store::ListedView& view) {
    if (view.kind != store::ListKind::kAllowed) return;
    const std::string name = view.address.ToString(PrefixOfRange(view.bits));
    if (store::Holds(view.address, view.bits, target.address, target.bits())) {
      listed = "it is allowed until " + FormatTimeShort(view.until) + " UTC (errwatch allow " + name + ")";
    } else if (listed.empty() && store::Overlap(view.address, view.bits, target.address, target.bits())) {
      listed = "who is allowed in it (errwatch allow " + name + ") is not denied";
    }
  });
  return listed;
}

bool LiveServer::IsNeverDenied(const BlockTarget& target, std::string_view scope) const {
  return StandingOf(target, scope).never_denied ||
         (!target.is_range() && segment().listed().Allows(target.address, Now()));
}

std::optional<uint8_t> LiveServer::FindScope(const std::string& name) const {
  if (name.empty()) return std::nullopt;  // a place that is not taken has that name
  for (uint32_t index = 0; index < store::kScopeNames; ++index) {
    if (segment().ScopeName(static_cast<uint8_t>(index)) == name) return static_cast<uint8_t>(index);
  }
  return std::nullopt;
}

std::string LiveServer::ScopeNames() const {
  std::string names;
  for (uint32_t index = 0; index < store::kScopeNames; ++index) {
    const std::string name = segment().ScopeName(static_cast<uint8_t>(index));
    if (!name.empty()) names += (names.empty() ? "" : ", ") + name;
  }
  return names;
}

}  // namespace errwatch::cli
