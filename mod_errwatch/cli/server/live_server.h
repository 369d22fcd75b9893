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
  std::string
      state;  // --state; empty = $ERRWATCH_STATE_FILE, else what --config says, else the installed default
  std::string config;  // --config, for limits and the names of rules; optional
};

// For reading only.
class LiveServer {
 public:
  // The error says what to do: start the server, become root, name the file. A configuration that was not
  // asked for may be missing.
  static Result<std::unique_ptr<LiveServer>> Attach(const LiveOptions& options);

  const store::SegmentReader& segment() const { return *segment_; }

  // With limits and rule names where a configuration is known. Texts are as found: escape them.
  Snapshot Take(std::size_t clients, std::size_t incidents, bool blocked_only) const;

  // Index of a scope's name as the server registered it; empty when it has no such scope.
  std::optional<uint8_t> FindScope(const std::string& name) const;
  // "server, shop"
  std::string ScopeNames() const;

 protected:
  LiveServer() = default;
  // Reads the configuration and opens the state file by `open`, a function from path to Result.
  template <typename Open>
  auto OpenStateFile(const LiveOptions& options, Open open) -> decltype(open(std::string()));
  void Show(const store::SegmentReader& segment, const std::string& path);

 private:
  const Limits& limits() const { return rules_ ? rules_->limits : DefaultLimits(); }

  std::unique_ptr<store::StateFileReader> file_;  // null when another owns the file
  const store::SegmentReader* segment_ = nullptr;
  std::string path_;
  std::optional<RulesInForce> rules_;
};

// For those who change something.
class WritableServer : public LiveServer {
 public:
  static Result<std::unique_ptr<WritableServer>> Attach(const LiveOptions& options);

  store::Segment& segment() { return file_->segment(); }

 private:
  WritableServer() = default;
  std::unique_ptr<store::StateFile> file_;
};

// The wall clock; the only place of the live subcommands that reads it.
Tick Now();

}  // namespace errwatch::cli
