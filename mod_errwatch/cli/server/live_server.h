// A running server, found by its state file; or what the file says, where none runs.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/config/rules_in_force.h"
#include "cli/server/block_target.h"
#include "model/address_set.h"
#include "pages/snapshot.h"
#include "pages/take_snapshot.h"
#include "store/state_access.h"

namespace errwatch::cli {

struct LiveOptions {
  // --state; empty = $ERRWATCH_STATE_FILE, else what --config says, else what this installation's
  // configuration says if it loads the module, else the installed default.
  std::string state;
  std::string config;  // --config, for limits and the names of rules; optional
};

// The state file that `options` mean; `configuration` is what their --config says, or without one what this
// installation's says; null if neither is known.
std::string StatePath(const LiveOptions& options, const Configuration* configuration);

// How much of a client or range is on which list of the configuration, in every virtual host of a scope.
struct ListStanding {
  AddressSet::Part allowed = AddressSet::Part::kNone;
  AddressSet::Part proxies = AddressSet::Part::kNone;
  bool never_denied = false;  // all of it is on one of the two everywhere
  // The line that says so: "ErrWatchAllow, FILE:LINE".
  std::string allowed_by, proxies_by;
  std::string names;  // of the virtual hosts that list any of it, where not all do; else empty
};

// For reading only.
class LiveServer {
 public:
  // The error says what to do: start the server, become root, name the file. A configuration that was not
  // asked for may be missing.
  static Result<std::unique_ptr<LiveServer>> Attach(const LiveOptions& options);

  // Opens the same path again: what runs now, and what lies there now. Where that fails everything stays as
  // it was; the error says why.
  Status Reopen();

  // The configuration again, of which the server has read another version. Where that fails what was known
  // stays.
  void ReadConfigurationAgain(const LiveOptions& options);

  const store::SegmentReader& segment() const { return *segment_; }
  const std::string& path() const { return path_; }  // of the state file
  // That no server runs, and of when the figures are; empty for a server's own memory.
  const std::string& remark() const { return remark_; }
  // Which state file was found where nothing named one and it is not the usual one; empty otherwise.
  const std::string& source() const { return source_; }

  // With limits and rule names where a configuration is known. Texts are as found: escape them. The remark is
  // its first warning. Of the options what the configuration says is filled in.
  Snapshot Take(store::SnapshotOptions options) const;
  Snapshot Take(std::size_t clients, std::size_t incidents) const;
  // ErrWatchModel as far as it is known here, and ErrWatchUnderAttack of each virtual host that looks for
  // attacks; empty where the configuration is not known.
  std::optional<std::vector<ModelRow>> Models(Tick now) const;
  std::vector<UnderAttackRow> UnderAttack() const;
  // Of one client alone (pages/take_client.h): all of it that is to be listed.
  Snapshot TakeClient(const ClientAddress& client, store::SnapshotOptions options = {}) const;
  // The files of ErrWatchEventLog; none where the configuration is not known. Not from the memory, which
  // children of httpd can write: what is named there would be opened with this user's rights.
  std::vector<std::string> EventFiles() const;

  // Of the server that is meant; null where it is not known, and why.
  const Configuration* configuration() const { return unknown_.empty() ? &rules_->configuration : nullptr; }
  const std::string& why_unknown() const { return unknown_; }
  // Of one that is there, and cannot be used.
  const std::string& trouble() const { return trouble_; }
  // Of the main server; what applies without a configuration where none is known.
  const Limits& limits() const { return rules_ ? rules_->limits : DefaultLimits(); }
  BlockPolicy block_policy() const { return rules_ ? rules_->settings.block.value : BlockPolicy(); }
  // What the configuration says of a client or range in a scope; where none is known, nothing is on a list.
  ListStanding StandingOf(const BlockTarget& target, std::string_view scope) const;
  // "it is allow-listed (ErrWatchAllow, FILE:LINE)" where that, or what is allowed at run time, keeps anybody
  // of it from being denied; empty otherwise.
  std::string WhereListed(const BlockTarget& target, std::string_view scope) const;
  // In every virtual host of the scope.
  bool IsNeverDenied(const BlockTarget& target, std::string_view scope) const;

  // Index of a scope's name as the server registered it; empty when it has no such scope.
  std::optional<uint8_t> FindScope(const std::string& name) const;
  // "server, shop"
  std::string ScopeNames() const;

 protected:
  LiveServer() = default;
  // Reads the configuration and opens the state file by `open`, a function from path to Result.
  template <typename Open>
  auto OpenStateFile(const LiveOptions& options, Open open) -> decltype(open(std::string()));
  template <typename File>
  void Show(File& file);

 private:
  void AddConfiguration(store::SnapshotOptions& options) const;

  std::unique_ptr<store::StateReader> file_;  // null when another owns the file
  const store::SegmentReader* segment_ = nullptr;
  std::string path_;
  std::string remark_;
  std::string source_;
  std::string unknown_, trouble_;
  std::optional<RulesInForce> rules_;
};

// For those who change something.
class WritableServer : public LiveServer {
 public:
  static Result<std::unique_ptr<WritableServer>> Attach(const LiveOptions& options);

  store::Segment& segment() { return file_->segment(); }
  bool IsCurrent() { return file_->IsCurrent(); }
  // After changes. Where no server runs they are in the file only then.
  Status Save(Tick now) { return file_->Save(now); }

 private:
  WritableServer() = default;
  std::unique_ptr<store::StateEditor> file_;
};

// The wall clock; the only place of the live subcommands that reads it.
Tick Now();

}  // namespace errwatch::cli
