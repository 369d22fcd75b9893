#include "httpd/status_handler.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/language.h"
#include "httpd/configs.h"
#include "httpd/runtime.h"
#include "httpd/site_models.h"
#include "model/bucket_tag.h"
#include "pages/content_security.h"
#include "pages/crowd_view.h"
#include "pages/page_phrases.h"
#include "pages/page_query.h"
#include "pages/render.h"
#include "pages/take_client.h"
#include "pages/take_snapshot.h"

#include "httpd/prelude.h"

// mod_status.h has no guard for C++, and needs none: its hook is optional and called by name.
#include <ap_listen.h>
#include <mod_status.h>

namespace errwatch::httpd {
namespace {

constexpr const char* kHandlerName = "errwatch-status";

void AddLimits(const std::string& vhost, const ServerConfig& config, Snapshot* snapshot) {
  const auto add = [&](std::string_view category, const Limit& limit) {
    if (limit.shape.capacity == 0) return;
    const Milliseconds block = BlockLength(config.settings.block.value, limit, 0);
    snapshot->limits.push_back(
        {vhost, std::string(category), limit.shape.capacity, DurationOf(limit.shape.window), block});
  };
  add(kAnyName, config.limits.any);
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    const auto category = static_cast<Category>(i);
    add(CategoryName(category), config.limits[category]);
  }
}

// Of a virtual host those in its <VirtualHost>, 0 for all; of the main server those that httpd listens at.
std::vector<uint16_t> PortsOf(const server_rec* server) {
  std::vector<uint16_t> ports;
  const auto add = [&ports](apr_port_t port) {
    if (std::ranges::find(ports, port) == ports.end()) ports.push_back(port);
  };
  if (server->is_virtual) {
    for (const server_addr_rec* at = server->addrs; at != nullptr; at = at->next) add(at->host_port);
    return ports;
  }
  for (const ap_listen_rec* at = ap_listeners; at != nullptr; at = at->next)
    if (at->bind_addr != nullptr) add(at->bind_addr->port);
  return ports;
}

VhostRow VhostOf(const std::string& name, const server_rec* server, const ServerConfig& config,
                 const DirConfig& directory) {
  const RuleSet& rules = RulesOf(config);
  VhostRow row{name,
               std::string(EngineName(directory.engine.value)),
               config.settings.scope.value,
               PortsOf(server),
               static_cast<uint32_t>(rules.rules().size()),
               0,
               {}};
  for (std::size_t i = 0; i < rules.rules().size(); ++i)
    row.unscreened_rules += rules.screening(i) == Screening::kUnscreened;
  if (config.settings.anomalies.value) row.under_attack = config.settings.under_attack.value;
  return row;
}

bool UsesJit(const RuleSet& rules) {
  return std::ranges::all_of(rules.rules(),
                             [](const Rule& rule) { return rule.pattern == nullptr || rule.pattern->jit(); });
}

// What the configuration knows and shared memory does not.
// Virtual hosts that share a config are shown once, under the first name.
void AddConfiguration(const Runtime& runtime, Language language, Snapshot* snapshot) {
  std::set<const ServerConfig*> seen;
  std::vector<UnderAttackRow> under_attack;
  for (server_rec* server = runtime.main_server; server != nullptr; server = server->next) {
    const ServerConfig* config = ConfigOf(server);
    const DirConfig* directory = DirConfigOf(nullptr, server);
    if (config == nullptr || directory == nullptr) continue;
    const std::string name = server->server_hostname == nullptr ? "" : server->server_hostname;
    snapshot->vhosts.push_back(VhostOf(name, server, *config, *directory));
    if (const auto& says = snapshot->vhosts.back().under_attack) under_attack.push_back({name, *says});
    snapshot->jit = snapshot->jit && UsesJit(RulesOf(*config));
    if (seen.insert(config).second) AddLimits(name, *config, snapshot);
  }
  SetWhatFollows(under_attack, snapshot->crowds);
  snapshot->models = ModelRowsOf(runtime, snapshot->now);
  snapshot->coverage = runtime.coverage;
  snapshot->warnings.insert(snapshot->warnings.end(), runtime.warnings.begin(), runtime.warnings.end());
  if (const std::string state = store::TextOf(runtime.segment->file_state(), snapshot->state_file);
      !state.empty())
    snapshot->warnings.push_back("ErrWatchStateFile: " + state + ".");
  if (!snapshot->jit) {
    const PagePhrase text =
        "PCRE2 has no JIT here (the system forbids executable memory): patterns are interpreted, which is "
        "slower.";
    snapshot->warnings.emplace_back(text.In(language));
  }
  for (RuleHitsRow& row : snapshot->rules) {
    const Rule* rule = RulesOf(*ConfigOf(runtime.main_server)).Find(row.id);
    if (rule == nullptr) continue;
    row.name = rule->name;
    row.category = CategoryName(rule->category);
  }
}

// By every virtual host of the scope.
bool IsAllowedIn(const Runtime& runtime, const ClientAddress& client, std::string_view scope) {
  bool allowed = false;
  for (const server_rec* server = runtime.main_server; server != nullptr; server = server->next) {
    const ServerConfig* config = ConfigOf(server);
    if (config == nullptr || config->settings.scope.value != scope) continue;
    if (!config->settings.allow.Contains(client)) return false;
    allowed = true;
  }
  return allowed;
}

Snapshot Take(const Runtime& runtime, const PageQuery& query) {
  const ServerConfig& config = *ConfigOf(runtime.main_server);
  store::SnapshotOptions options;
  options.clients = query.clients;
  options.incidents = query.incidents;
  if (query.form == PageForm::kHtml || query.form == PageForm::kJson) options.targets = query.targets;
  options.order = query.order;
  if (query.form == PageForm::kHtml) options.language = query.language;
  options.rule_name = [&config](uint32_t id) { return RuleName(config, id); };
  options.is_allowed = [&runtime](const ClientAddress& client, std::string_view scope) {
    return IsAllowedIn(runtime, client, scope);
  };
  const std::optional<ClientAddress> client = ClientOfQuery(query.client);
  Snapshot snapshot = query.client.empty()
                          ? store::TakeSnapshot(*runtime.segment, config.limits, options, Now())
                          : store::TakeClientSnapshot(*runtime.segment, client.value_or(ClientAddress()),
                                                      config.limits, options, Now());
  snapshot.served = true;
  snapshot.server = ap_get_server_description();
  snapshot.state_file = runtime.shared->state_file();
  int generation = 0;
  if (ap_mpm_query(AP_MPMQ_GENERATION, &generation) == APR_SUCCESS)
    snapshot.generation = static_cast<uint32_t>(generation);
  AddConfiguration(runtime, options.language, &snapshot);
  return snapshot;
}

const char* TypeOf(PageForm form) {
  switch (form) {
    case PageForm::kAuto:
      return "text/plain; charset=utf-8";
    case PageForm::kJson:
      return "application/json";
    case PageForm::kPrometheus:
      return "text/plain; version=0.0.4; charset=utf-8";
    case PageForm::kHtml:
      break;
  }
  return "text/html; charset=utf-8";
}

std::string Render(const Snapshot& snapshot, const PageQuery& query) {
  switch (query.form) {
    case PageForm::kAuto:
      return RenderAuto(snapshot);
    case PageForm::kJson:
      return query.client.empty() ? RenderJson(snapshot) : RenderOneClientJson(snapshot);
    case PageForm::kPrometheus:
      return RenderPrometheus(snapshot);
    case PageForm::kHtml:
      break;
  }
  return query.client.empty() ? RenderHtml(snapshot, query) : RenderClientHtml(snapshot, query);
}

// It shows what attackers sent, and changes with every request.
void SetHeaders(request_rec* request) {
  apr_table_setn(request->headers_out, "Cache-Control", "no-store");
  apr_table_setn(request->headers_out, "X-Content-Type-Options", "nosniff");
  apr_table_setn(request->headers_out, "Referrer-Policy", "no-referrer");
  const std::string policy = ContentSecurityPolicy();
  apr_table_setn(request->headers_out, "Content-Security-Policy",
                 apr_pstrmemdup(request->pool, policy.data(), policy.size()));
}

// The page for people exists in several languages: the one that the query names, or the browser's. A cache
// that keeps it all the same learns what it depends on.
void ChooseLanguage(request_rec* request, PageQuery* query) {
  const char* accepted = apr_table_get(request->headers_in, "Accept-Language");
  if (!query->language_asked && accepted != nullptr) query->language = AcceptedLanguage(accepted);
  apr_table_mergen(request->headers_out, "Vary", "Accept-Language");
  apr_table_setn(request->headers_out, "Content-Language",
                 kLanguageTags[static_cast<std::size_t>(query->language)].data());
}

void Write(const std::string& text, request_rec* request) {
  ap_rwrite(text.data(), static_cast<int>(text.size()), request);
}

// Whoever mistyped a form gets neither the page nor an ErrorDocument for it, but what is wrong.
int Refuse(request_rec* request, PageQuery* query) {
  ChooseLanguage(request, query);
  request->status = HTTP_BAD_REQUEST;
  ap_set_content_type(request, "text/plain; charset=utf-8");
  if (!request->header_only) Write(SlipText(*query), request);
  return OK;
}

}  // namespace

int StatusHandler(request_rec* request) {
  if (request->handler == nullptr || std::strcmp(request->handler, kHandlerName) != 0) return DECLINED;
  request->allowed = AP_METHOD_BIT << M_GET;
  if (request->method_number != M_GET) return HTTP_METHOD_NOT_ALLOWED;
  const Runtime* runtime = CurrentRuntime();
  if (runtime == nullptr) return HTTP_SERVICE_UNAVAILABLE;

  PageQuery query = ParsePageQuery(request->args == nullptr ? "" : request->args);
  SetHeaders(request);
  if (query.slip != Slip::kNone) return Refuse(request, &query);
  if (query.form == PageForm::kAuto || query.form == PageForm::kPrometheus) query.client.clear();
  ap_set_content_type(request, TypeOf(query.form));
  if (query.form == PageForm::kHtml) ChooseLanguage(request, &query);
  if (request->header_only) return OK;
  Write(Render(Take(*runtime, query), query), request);
  return OK;
}

int StatusSection(request_rec* request, int flags) {
  const Runtime* runtime = CurrentRuntime();
  if (runtime == nullptr) return OK;
  PageQuery query;
  query.clients = 20;
  query.incidents = 5;
  query.targets = 0;
  const Snapshot snapshot = Take(*runtime, query);
  const std::string text =
      (flags & AP_STATUS_SHORT) != 0 ? RenderAuto(snapshot) : RenderHtmlSection(snapshot);
  Write(text, request);
  return OK;
}

}  // namespace errwatch::httpd
