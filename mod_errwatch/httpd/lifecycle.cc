// How the module comes to life:
//
//   under -t and at every (re)start   1 directives are parsed and their patterns compiled, as far as they are
//                                     not kept from the last reading (kept_patterns.h)
//                                     2 check_config builds the rule sets: a conflict between sections stops
//                                     -t, too
//   in the pass that counts           3 post_config opens or re-adopts the shared memory, as the user who
//   started httpd
//                                     4 opens the event logs, works out LogLevel coverage, makes the parent's
//                                     scratch 5 publishes the Runtime: from here on the parent's own entries
//                                     are looked at
//   in each child                     6 child_init starts the thread that writes events, makes scratches for
//                                     its threads and warms them; one without threads has its parent's
//   in the parent, all the time       7 the monitor hook keeps the state file up to date and
//                                     tells when the client table is too small
//   at the end of a generation        8 a cleanup of pconf withdraws the Runtime before anything that it
//   points to is destroyed, and writes the state file
#include "httpd/lifecycle.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <vector>

#include "base/version.h"
#include "config/no_effect.h"
#include "httpd/boundary.h"
#include "httpd/config_findings.h"
#include "httpd/configs.h"
#include "httpd/event_writer.h"
#include "httpd/kept_patterns.h"
#include "httpd/pool_object.h"
#include "httpd/runtime.h"
#include "httpd/server_places.h"
#include "httpd/shared_memory.h"
#include "httpd/site_models.h"
#include "httpd/state_keeper.h"
#include "httpd/table_monitor.h"
#include "httpd/watchdog.h"
#include "store/own_addresses.h"
#include "store/places.h"
#include "store/state_file.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {
namespace {

// Entries of the parent come from its main thread and, rarely, from its signal handler on top of it.
constexpr std::size_t kParentScratches = 2;
// A child without threads has what the parent had when it forked: a page of that is its own when it writes to
// it, and not before. Beside its one worker a watchdog logs, or two.
constexpr std::size_t kUnthreadedScratches = 4;
// Threads beside the MPM's workers that log:
// HTTP/2 workers (half as many again by default), watchdogs, the listener.
constexpr std::size_t kSpareScratches = 16;

bool IsThreaded() {
  int threaded = 0;
  return ap_mpm_query(AP_MPMQ_IS_THREADED, &threaded) == APR_SUCCESS && threaded != AP_MPMQ_NOT_SUPPORTED;
}

int Refuse(server_rec* main_server, const std::string& why) {
  ap_log_error(APLOG_MARK, APLOG_EMERG | APLOG_STARTUP, 0, main_server, "EW0200: %s", why.c_str());
  return HTTP_INTERNAL_SERVER_ERROR;
}

// Whether a server is running already, which must go on: what fails now has worked before.
bool IsRestart() { return ap_state_query(AP_SQ_CONFIG_GEN) > 1; }

// `apart`: store::CheckApart. What cannot be had at a restart keeps nothing else from going on.
Status OpenEventLogs(Runtime* runtime, const Status& apart, const std::vector<EventLogSetting>& settings,
                     apr_pool_t* pconf) {
  const auto tell = [runtime](const std::string& error) {
    Warn(*runtime, error + "; until that is mended and httpd restarted no events are written there");
  };
  if (!apart) tell(apart.error());
  for (const EventLogSetting& setting : apart ? settings : std::vector<EventLogSetting>()) {
    Status opened = runtime->event_logs.Add(setting, pconf);
    if (!opened && !IsRestart()) return opened;
    if (!opened) {
      tell(opened.error());
    } else if (const std::string& warning = runtime->event_logs.lines().back().log->warning();
               !warning.empty()) {
      Warn(*runtime, warning);
    }
  }
  runtime->entry_events = runtime->event_logs.HasAny(kEventEntry);
  AnnounceEventLogs(*runtime);
  return Ok{};
}

void CollectRuleOwners(Runtime* runtime) {
  ForEachServer(runtime->main_server, [runtime](server_rec* server) {
    ServerConfig* owner = MutableConfigOf(server)->rules_from;
    if (std::ranges::find(runtime->rule_owners, owner) == runtime->rule_owners.end())
      runtime->rule_owners.push_back(owner);
  });
}

Status WarmScratches(const Runtime& runtime, ScratchPool* scratches) {
  SeenEntries::CookieKey key;
  const bool has_key = apr_generate_random_bytes(key.data(), key.size()) == APR_SUCCESS;
  for (const ServerConfig* owner : runtime.rule_owners) {
    Status warmed = scratches->MakeReady([&](MatchScratch& scratch) {
      if (has_key) scratch.seen_entries.RememberCookies(key);
      return owner->rules->Warm(scratch);
    });
    if (!warmed) return warmed;
  }
  return Ok{};
}

apr_status_t Withdraw(void* runtime) {
  PublishRuntime(nullptr);
  FinishStateFile(*static_cast<Runtime*>(runtime));
  return APR_SUCCESS;
}

// Also says what ErrWatchEngine is in each, for the command line and the pages; and whether anomalies are
// looked for anywhere.
void RegisterScopes(Runtime* runtime) {
  std::array<EnginesInUse, store::kScopeNames> engines;
  ForEachServer(runtime->main_server, [&](server_rec* server) {
    ServerConfig* config = MutableConfigOf(server);
    config->scope_index = runtime->segment->RegisterScope(config->settings.scope.value);
    EnginesInUse& of_scope = engines[config->scope_index];
    if (const DirConfig* directory = DirConfigOf(nullptr, server)) of_scope.Add(directory->engine.value);
    of_scope.Add(config->engines);
    runtime->anomalies = runtime->anomalies || config->settings.anomalies.value;
  });
  runtime->segment->SetEngines(engines);
}

// What happens before `errwatch exchange` runs is noted for it, for a while: it starts later than httpd.
void BeginSharing(Runtime& runtime, const std::string& group) {
  if (runtime.segment->share().group() != group) runtime.segment->journal().Forget();
  runtime.segment->share().SetGroup(group);
  runtime.segment->journal().WantUntil(group.empty() ? Tick() : After(Now(), store::kJournalWanted));
}

Status Build(Runtime* runtime, apr_pool_t* pconf) {
  const ServerSettings& settings = MutableConfigOf(runtime->main_server)->settings;
  runtime->started = Now();
  runtime->own_addresses = store::OwnAddresses();
  // A start that is refused has made and renamed nothing.
  Status apart = store::CheckApart(PlacesOf(runtime->main_server, pconf));
  if (!apart && !IsRestart()) return apart;
  auto shared = SharedMemory::Open(StateFilePath(settings, pconf), settings, Now());
  if (!shared) return shared.failure();
  runtime->shared = std::move(shared.value().memory);
  runtime->segment = &runtime->shared->segment();
  if (const std::string& notice = shared.value().set_aside; !notice.empty()) {
    ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, runtime->main_server, "EW0202: %s", notice.c_str());
    runtime->warnings.push_back(notice);
  }
  if (!shared.value().failed.empty()) Warn(*runtime, shared.value().failed);
  BeginStateFile(*runtime);
  BeginMonitoringTable(*runtime);
  RegisterScopes(runtime);
  BeginSharing(*runtime, settings.share.value);

  auto crawlers = ResolveCrawlers(settings.crawlers.value);
  if (!crawlers) return crawlers.failure();
  runtime->crawlers = std::move(crawlers).value();
  if (const std::string why = CrawlersWithoutEffect(settings.crawlers.value); !why.empty()) {
    ap_log_error(APLOG_MARK, APLOG_WARNING, 0, runtime->main_server, "EW0209: ErrWatchVerifyCrawlers: %s",
                 why.c_str());
    runtime->warnings.push_back("ErrWatchVerifyCrawlers: " + why + ".");
  }
  TellSaidInVain(runtime->main_server, &runtime->warnings);
  if (Status opened = OpenEventLogs(runtime, apart, settings.event_logs, pconf); !opened) return opened;

  OpenSiteModels(*runtime);
  CollectRuleOwners(runtime);
  CollectCoverage(runtime);
  runtime->scratch = std::make_unique<ScratchPool>(IsThreaded() ? kParentScratches : kUnthreadedScratches);
  return WarmScratches(*runtime, runtime->scratch.get());
}

void Announce(const Runtime& runtime) {
  std::size_t rules = 0;
  for (const ServerConfig* owner : runtime.rule_owners) rules += owner->rules->rules().size();
  ap_log_error(APLOG_MARK, APLOG_NOTICE, 0, runtime.main_server,
               "EW0203: mod_errwatch/%s: %" APR_SIZE_T_FMT " rules, %u clients at most, state in %s",
               std::string(kVersion).c_str(), rules, runtime.segment->clients().capacity(),
               runtime.shared->state_file().c_str());
}

bool IsEnabledAnywhere(const Runtime& runtime) { return !runtime.coverage.empty(); }

}  // namespace

bool IsThrowAwayPass() { return ap_state_query(AP_SQ_MAIN_STATE) == AP_SQ_MS_CREATE_PRE_CONFIG; }

int CheckConfig(apr_pool_t*, apr_pool_t*, apr_pool_t* ptemp, server_rec* main_server) {
  // A virtual host without directives of its own shares the main server's config.
  std::set<const ServerConfig*> resolved;
  for (server_rec* server = main_server; server != nullptr; server = server->next) {
    ServerConfig* config = MutableConfigOf(server);
    if (!resolved.insert(config).second) continue;
    const Status status = IsThrowAwayPass() ? config->Check() : config->Resolve();
    if (!status) return Refuse(main_server, status.error());
  }
  if (ap_state_query(AP_SQ_RUN_MODE) == AP_SQ_RM_CONFIG_TEST) {
    const Status places = CheckPlaces(main_server, ptemp);
    if (!places) return Refuse(main_server, places.error());
    TellSaidInVain(main_server, nullptr);
    TellModelProblems(main_server);
  }
  return OK;
}

int PostConfig(apr_pool_t* pconf, apr_pool_t*, apr_pool_t*, server_rec* main_server) {
  if (IsThrowAwayPass()) return OK;
  auto* runtime = PoolNew<Runtime>(pconf);
  runtime->main_server = main_server;
  const Status built = Build(runtime, pconf);
  if (!built && IsRestart()) {
    // A server that runs is worth more than what watches it; the status page is missing, and this says why.
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, main_server,
                 "EW0210: nothing is watched until this is mended and httpd restarted: %s",
                 built.error().c_str());
    ForgetUnusedPatterns(main_server);
    return OK;
  }
  if (!built) return Refuse(main_server, built.error());
  RegisterWatchdog(main_server, pconf);
  ForgetUnusedPatterns(main_server);
  // Registered last, so it runs first.
  apr_pool_cleanup_register(pconf, runtime, &Boundary<&Withdraw, APR_SUCCESS>::Call, apr_pool_cleanup_null);
  PublishRuntime(runtime);
  if (IsEnabledAnywhere(*runtime)) Announce(*runtime);
  return OK;
}

void ChildInit(apr_pool_t* child_pool, server_rec* main_server) {
  Runtime* runtime = CurrentRuntime();
  if (runtime == nullptr) return;
  runtime->shared->CloseFilesInChild();
  StartEventWriter(*runtime, child_pool);
  if (!IsThreaded()) return;
  int threads = 0;
  if (ap_mpm_query(AP_MPMQ_MAX_THREADS, &threads) != APR_SUCCESS || threads < 1) threads = 1;
  const auto workers = static_cast<std::size_t>(threads);
  auto scratches = std::make_unique<ScratchPool>(workers + workers / 2 + kSpareScratches);
  Status warmed = WarmScratches(*runtime, scratches.get());
  if (!warmed) {
    // The parent's two are left: fewer entries at a time are classified, nothing else changes.
    ap_log_error(APLOG_MARK, APLOG_ERR, 0, main_server, "EW0204: no scratch memory for this child: %s",
                 warmed.error().c_str());
    return;
  }
  runtime->scratch = std::move(scratches);
}

}  // namespace errwatch::httpd
