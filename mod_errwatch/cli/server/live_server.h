// A running server, seen through its state file.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "cli/config/rules_in_force.h"
#include "pages/snapshot.h"
#include "pages/take_snapshot.h"
#include "store/state_file.h"

namespace errwatch::cli {

struct LiveOptions {
  // --state; empty = $ERRWATCH_STATE_FILE, else what --config says, else the installed default.
  std::string state;
  std::string config;  // --config, for limits and the names of rules; optional
};

class LiveServer {
 public:
  // The error says what to do: start the server, become root, name the file. A configuration that was not
  // asked for may be missing.
  static Result<std::unique_ptr<LiveServer>> Attach(const LiveOptions& options, store::Access access);

  store::Segment& segment() { return file_->segment(); }

  // With limits and rule names where a configuration is known. Texts are as found: escape them.
  Snapshot Take(std::size_t clients, std::size_t incidents, bool blocked_only);

  // Index of a scope's name as the server registered it; empty when it has no such scope.
  std::optional<uint8_t> FindScope(const std::string& name) const;
  // "server, shop"
  std::string ScopeNames() const;

 private:
  LiveServer() = default;
  const Limits& limits() const { return rules_ ? rules_->limits : DefaultLimits(); }

  std::unique_ptr<store::StateFile> file_;
  std::optional<RulesInForce> rules_;
};

// The wall clock; the only place of the live subcommands that reads it.
Tick Now();

}  // namespace errwatch::cli
