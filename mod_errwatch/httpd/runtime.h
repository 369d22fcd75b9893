// What the hooks of one process work with. Made by the parent in post_config, completed in each child by
// child_init, withdrawn before the configuration is destroyed: a hook that finds no Runtime does nothing.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "httpd/configs.h"
#include "httpd/crawler_check.h"
#include "httpd/event_logs.h"
#include "httpd/shared_memory.h"
#include "httpd/site_model.h"
#include "match/match_scratch.h"
#include "pages/snapshot.h"
#include "store/baseline_watch.h"
#include "store/file_condition.h"
#include "store/segment.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

struct Runtime {
  server_rec* main_server = nullptr;
  std::unique_ptr<SharedMemory> shared;
  store::Segment* segment = nullptr;     // of `shared`
  std::unique_ptr<ScratchPool> scratch;  // the parent's is small; each child makes its own
  EventLogs event_logs;
  std::shared_ptr<const CrawlerList> crawlers;
  std::unique_ptr<CrawlerCheck> crawler_check;  // of the child whose thread is the watchdog, made there
  std::vector<ServerConfig*> rule_owners;       // the configs whose rule sets are in use, each once
  std::vector<CoverageRow> coverage;
  SiteModels site_models;
  std::vector<std::string> warnings;
  AddressSet own_addresses;  // of this machine's interfaces when the server was (re)started
  Tick started;
  Tick file_kept;                       // when the parent last looked at the state file
  store::FileState file_state_told;     // what the log says of it
  uint64_t blocks_evicted_told = 0;     // so many blocks ended early that the log knows of, or the one before
  Tick blocks_evicted_at;               // when it was told last
  bool anomalies = false;               // ErrWatchAnomalies is On in some server
  store::BaselineWatch baseline_watch;  // the watchdog's
  bool entry_events = false;            // events=entry of any ErrWatchEventLog
  uint64_t event_generation = 0;        // names the writers of this configuration's events; 0 = no event log
};

// Null outside the time between post_config and the end of a generation. Async-signal-safe.
[[gnu::hot]] Runtime* CurrentRuntime() noexcept;
void PublishRuntime(Runtime* runtime) noexcept;  // null withdraws it

// Wall clock as a tick; async-signal-safe.
[[gnu::hot]] Tick Now() noexcept;

// Where there is a runtime. Nothing that goes wrong inside may cost a visitor his page: it is counted.
void Count(store::Counter counter) noexcept;

// What is wrong but does not stop the server: in the log and on the status page. While it (re)starts.
void Warn(Runtime& runtime, const std::string& text);

// Empty when all are in use. Async-signal-safe.
ScratchPool::Lease TakeScratch(const Runtime& runtime) noexcept;

const RuleSet& RulesOf(const ServerConfig& config) noexcept;
// What messages and pages call a rule; empty when it has no name or is not in this set.
std::string RuleName(const ServerConfig& config, uint32_t id);

// `scratch`: in which the entry was classified, and which nothing else needs any more; may be null.
store::Charge ChargeOf(const Runtime& runtime, const ServerConfig& config, const DirConfig& directory,
                       MatchScratch* scratch = nullptr) noexcept;

}  // namespace errwatch::httpd
