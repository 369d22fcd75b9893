#include "cli/server/live_server.h"

#include <unistd.h>

#include <chrono>
#include <cstdlib>

#include "cli/config/installed_paths.h"

namespace errwatch::cli {
namespace {

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
  if (options.config.empty() || configuration == nullptr) return std::string(Installed().state_file);
  return StateFileOf(configuration->server.state_file.value, configuration->runtime_dir,
                     configuration->server_root);
}

Tick Now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return TickFromUnixMs(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

template <typename Open>
auto LiveServer::OpenStateFile(const LiveOptions& options, Open open) -> decltype(open(std::string())) {
  Result<RulesInForce> rules = LoadRules(options.config, "");
  if (rules) {
    rules_ = std::move(rules).value();
  } else if (!options.config.empty()) {
    return rules.failure();
  }
  const std::string path = StatePath(options, rules_ ? &rules_->configuration : nullptr);
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
}

Result<std::unique_ptr<LiveServer>> LiveServer::Attach(const LiveOptions& options) {
  std::unique_ptr<LiveServer> server(new LiveServer);
  auto file = server->OpenStateFile(options, &store::StateReader::Open);
  if (!file) return file.failure();
  server->file_ = std::move(file).value();
  server->Show(*server->file_);
  return server;
}

Result<std::unique_ptr<WritableServer>> WritableServer::Attach(const LiveOptions& options) {
  std::unique_ptr<WritableServer> server(new WritableServer);
  auto file = server->OpenStateFile(options, &store::StateEditor::Open);
  if (!file) return file.failure();
  server->file_ = std::move(file).value();
  server->Show(*server->file_);
  return server;
}

Snapshot LiveServer::Take(std::size_t clients, std::size_t incidents, bool blocked_only) const {
  store::SnapshotOptions options;
  options.clients = clients;
  options.incidents = incidents;
  options.blocked_only = blocked_only;
  if (rules_) {
    options.rule_name = [this](uint32_t id) {
      const Rule* rule = rules_->rules->Find(id);
      return rule == nullptr ? std::string() : rule->name;
    };
  }
  Snapshot snapshot = store::TakeSnapshot(segment(), limits(), options, Now());
  snapshot.state_file = path_;
  if (const std::string state = store::TextOf(segment().file_state(), path_);
      !state.empty() && remark_.empty())
    snapshot.warnings.insert(snapshot.warnings.begin(), "ErrWatchStateFile: " + state + ".");
  if (!remark_.empty()) snapshot.warnings.insert(snapshot.warnings.begin(), remark_ + ".");
  if (!rules_) return snapshot;
  for (RuleHitsRow& row : snapshot.rules) {
    if (const Rule* rule = rules_->rules->Find(row.id)) {
      row.name = rule->name;
      row.category = CategoryName(rule->category);
    }
  }
  return snapshot;
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
