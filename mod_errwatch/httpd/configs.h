// What httpd keeps for this module: one ServerConfig a virtual host,
// one DirConfig a directory section, one RequestState a request.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/ticks.h"
#include "config/settings.h"
#include "match/body_reader.h"
#include "model/identity.h"
#include "rules/classifier.h"
#include "rules/rule_set.h"
#include "store/charge.h"

#include "httpd/prelude.h"

namespace errwatch::httpd {

struct SiteModel;  // site_model.h

// Settings as written, and what check_config and post_config make of them. Immutable afterwards.
struct ServerConfig {
  ServerSettings settings;

  // The config whose rule list this one uses:
  // itself, or the outer one where this section neither adds nor removes a rule.
  ServerConfig* rules_from = this;
  // Null unless `rules_from` is this config.
  std::shared_ptr<const RuleSet> rules;
  Limits limits;
  uint64_t scope = 0;  // store::ScopeHash
  uint8_t scope_index = 0;
  SiteModel* model = nullptr;  // of ErrWatchModel; null = none that can be used
  EnginesInUse
      engines;  // ErrWatchEngine in sections for directories; inner servers have the outer one's, too

  // From `settings` to the members below it. Error: as Check.
  Status Resolve();
  // For a configuration that is thrown away again: httpd reads it twice when it starts, and once for `-t`.
  // Error: duplicate rule ids between sections.
  Status Check() const;
};

// Merged on requests for every matching section: plain, without destructor;
// what it points to lives in configuration pools.
struct DirConfig {
  PlainSetting<Engine> engine;           // kOff unless set
  PlainSetting<const Action*> action;    // null = default
  PlainSetting<uint32_t> body;           // DirectorySettings::body
  const RuleRemoval* removal = nullptr;  // innermost first

  template <typename F>
  static constexpr void ForEach(F f) {
    f(&DirConfig::engine);
    f(&DirConfig::action);
    f(&DirConfig::body);
  }
};
static_assert(std::is_trivially_destructible_v<DirConfig>);
static_assert(CountSettings<DirConfig>() == CountSettings<DirectorySettings>(), "a setting is missing");

// Attached to the first request of a chain of internal redirects, before anything can be logged about it.
struct RequestState {
  // First what each request needs: these lines of memory are new to the processor.
  const DirConfig* asked = nullptr;  // asked_config.h; null as long as it is that of the request itself
  BodyReader* body = nullptr;        // body_filter.h; null as long as no body was looked at
  const char* asked_uri = nullptr;   // request_rec::uri before anybody rewrote it
  // Who asks, by which server's settings, and when that was found (identity.h); null = not yet.
  struct Who {
    const ServerConfig* config = nullptr;
    Tick found;
    Identity identity;
  } who;
  bool body_begun = false;  // its first bytes have come: whether it is looked at is decided
  bool body_ended = false;  // no more of it is looked at
  bool identified = false;  // post_read_request is over: useragent_ip is final
  bool handled = false;     // a handler has begun: what is refused from now on the application may refuse
  bool judged = false;      // a gate was asked about the request as the client sent it
  bool denied = false;      // by this module: what follows is our own doing
  bool told_pass = false;   // environment and notes say so already
  bool passed_undecided = false;  // let pass a block, of a peer that may be a proxy
  bool would_deny = false;        // counted already: the gates come up to three times a request
  // What is logged of the request: as LogLevel says, more of a suspect, less of who is denied (verbosity.h);
  // and where that is written down, as long as no section has set a LogLevel of its own in its place.
  enum class Logs : uint8_t { kUsual, kMore, kLess } logs = Logs::kUsual;
  const ap_logconf* own_log = nullptr;
  RequestWork work;  // what is left for looking at it
  store::RequestLedger ledger;
  // What the request said by itself before its handler ran (early_judgement.h); empty where nobody asked.
  std::optional<Classification> early;
  int early_headers = 0;  // so many it had then, the last of which this is
  const char* early_last_header = nullptr;
};

void* CreateServerConfig(apr_pool_t* pool, server_rec* server);
void* MergeServerConfig(apr_pool_t* pool, void* outer, void* inner);
void* CreateDirConfig(apr_pool_t* pool, char* directory);
void* MergeDirConfig(apr_pool_t* pool, void* outer, void* inner);

// The main server and all virtual hosts.
template <typename F>
void ForEachServer(server_rec* main_server, F&& visit) {
  for (server_rec* server = main_server; server != nullptr; server = server->next) visit(server);
}

// Null where there is none: a fake server_rec in a fork of mod_cgid's daemon has no module_config.
const ServerConfig* ConfigOf(const server_rec* server) noexcept;
ServerConfig* MutableConfigOf(server_rec* server) noexcept;
const DirConfig* DirConfigIn(const ap_conf_vector_t* vector) noexcept;  // null of null
// Of what the client asked for (asked_config.h), as far as its sections are known, else of the server outside
// any section. Null as above.
[[gnu::hot]] const DirConfig* DirConfigOf(const request_rec* request, const server_rec* server) noexcept;

// ErrWatchEngine outside any section and in those for directories.
EnginesInUse EnginesOf(server_rec* server);

// What the client sent: neither a subrequest nor an internal redirect.
inline bool IsInitial(const request_rec* request) noexcept {
  return request->main == nullptr && request->prev == nullptr;
}
// The request that the client sent, behind subrequests and internal redirects.
[[gnu::hot]] const request_rec* FirstRequest(const request_rec* request) noexcept;

// Of its first request; null where there is none. Every hook asks.
[[gnu::hot]] inline RequestState* StateOf(const request_rec* request) noexcept {
  const request_rec* first = request;
  if (request != nullptr && !IsInitial(request)) first = FirstRequest(request);
  if (first == nullptr || first->request_config == nullptr) return nullptr;
  return static_cast<RequestState*>(ap_get_module_config(first->request_config, &errwatch_module));
}

[[gnu::hot]] void CreateRequestState(request_rec* request);  // create_request hook

}  // namespace errwatch::httpd
