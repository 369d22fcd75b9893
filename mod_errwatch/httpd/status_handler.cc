#include "httpd/status_handler.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/percent.h"
#include "httpd/configs.h"
#include "httpd/runtime.h"
#include "model/bucket_tag.h"
#include "pages/render.h"
#include "pages/take_snapshot.h"

#include "httpd/prelude.h"

// mod_status.h has no guard for C++, and needs none: its hook is optional and called by name.
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

VhostRow VhostOf(const std::string& name, const ServerConfig& config, const DirConfig& directory) {
  const RuleSet& rules = RulesOf(config);
  VhostRow row{name, std::string(EngineName(directory.engine.value)), config.settings.scope.value,
               static_cast<uint32_t>(rules.rules().size()), 0};
  for (std::size_t i = 0; i < rules.rules().size(); ++i)
    row.unscreened_rules += rules.screening(i) == Screening::kUnscreened;
  return row;
}

bool UsesJit(const RuleSet& rules) {
  return std::ranges::all_of(rules.rules(),
                             [](const Rule& rule) { return rule.pattern == nullptr || rule.pattern->jit(); });
}

// What the configuration knows and shared memory does not.
// Virtual hosts that share a config are shown once, under the first name.
void AddConfiguration(const Runtime& runtime, Snapshot* snapshot) {
  std::set<const ServerConfig*> seen;
  for (server_rec* server = runtime.main_server; server != nullptr; server = server->next) {
    const ServerConfig* config = ConfigOf(server);
    const DirConfig* directory = DirConfigOf(nullptr, server);
    if (config == nullptr || directory == nullptr) continue;
    const std::string name = server->server_hostname == nullptr ? "" : server->server_hostname;
    snapshot->vhosts.push_back(VhostOf(name, *config, *directory));
    snapshot->jit = snapshot->jit && UsesJit(RulesOf(*config));
    if (seen.insert(config).second) AddLimits(name, *config, snapshot);
  }
  snapshot->coverage = runtime.coverage;
  snapshot->warnings.insert(snapshot->warnings.end(), runtime.warnings.begin(), runtime.warnings.end());
  if (const std::string state = store::TextOf(runtime.segment->file_state(), snapshot->state_file);
      !state.empty())
    snapshot->warnings.push_back("ErrWatchStateFile: " + state + ".");
  if (!snapshot->jit) {
    snapshot->warnings.emplace_back(
        "PCRE2 has no JIT here (the system forbids executable memory): patterns are interpreted, which is "
        "slower.");
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

Snapshot Take(const Runtime& runtime, std::size_t most_clients, std::size_t most_incidents,
              const std::optional<ClientAddress>& only = std::nullopt) {
  const ServerConfig& config = *ConfigOf(runtime.main_server);
  store::SnapshotOptions options;
  options.clients = most_clients;
  options.incidents = most_incidents;
  options.only = only;
  options.rule_name = [&config](uint32_t id) { return RuleName(config, id); };
  options.is_allowed = [&runtime](const ClientAddress& client, std::string_view scope) {
    return IsAllowedIn(runtime, client, scope);
  };
  Snapshot snapshot = store::TakeSnapshot(*runtime.segment, config.limits, options, Now());
  snapshot.server = ap_get_server_description();
  snapshot.state_file = runtime.shared->state_file();
  int generation = 0;
  if (ap_mpm_query(AP_MPMQ_GENERATION, &generation) == APR_SUCCESS)
    snapshot.generation = static_cast<uint32_t>(generation);
  AddConfiguration(runtime, &snapshot);
  return snapshot;
}

struct Format {
  std::string_view query;
  const char* content_type;
  std::string (*render)(const Snapshot&);
};
constexpr Format kFormats[] = {
    {"auto", "text/plain; charset=utf-8", &RenderAuto},
    {"json", "application/json", &RenderJson},
    {"prometheus", "text/plain; version=0.0.4; charset=utf-8", &RenderPrometheus},
};
constexpr Format kHtml = {"", "text/html; charset=utf-8", &RenderHtml};

const Format& FormatFor(const char* args) {
  const std::string_view query = args == nullptr ? "" : args;
  for (const Format& format : kFormats) {
    if (query == format.query || query.starts_with(std::string(format.query) + "&")) return format;
  }
  return kHtml;
}

// Of "json&client=2001%3Adb8%3A%3A1"; empty where none is named. The error is what stands there instead.
Result<std::optional<ClientAddress>> NamedClient(const char* args) {
  constexpr std::string_view kName = "&client=";
  const std::string_view query = args == nullptr ? "" : args;
  const std::size_t at = query.find(kName);
  if (at == std::string_view::npos) return std::optional<ClientAddress>();
  const std::string_view sent = query.substr(at + kName.size());
  std::string text;
  for (std::size_t i = 0; i < sent.size() && sent[i] != '&'; ++i) {
    const int byte = PercentByte(sent, i);
    text += byte < 0 ? sent[i] : static_cast<char>(byte);
    if (byte >= 0) i += kPercentBytes - 1;
  }
  const std::optional<ClientAddress> client = ClientAddress::Parse(text);
  if (!client || client->empty()) return Error{text};
  return client;
}

std::string PageFor(const Runtime& runtime, const Format& format,
                    const std::optional<ClientAddress>& client) {
  constexpr std::size_t kMostOfAClient = 1000;
  if (!client) return format.render(Take(runtime, 200, 100));
  return RenderOneClientJson(Take(runtime, kMostOfAClient, kMostOfAClient, client));
}

}  // namespace

int StatusHandler(request_rec* request) {
  if (request->handler == nullptr || std::strcmp(request->handler, kHandlerName) != 0) return DECLINED;
  request->allowed = AP_METHOD_BIT << M_GET;
  if (request->method_number != M_GET) return HTTP_METHOD_NOT_ALLOWED;
  const Runtime* runtime = CurrentRuntime();
  if (runtime == nullptr) return HTTP_SERVICE_UNAVAILABLE;

  const Format& format = FormatFor(request->args);
  // One client is shown as JSON alone.
  const Result<std::optional<ClientAddress>> client =
      format.render == &RenderJson ? NamedClient(request->args) : std::optional<ClientAddress>();
  if (!client) return HTTP_BAD_REQUEST;
  ap_set_content_type(request, format.content_type);
  // What it shows changes with every request, and a page that quotes attackers must not be sniffed into
  // anything else or run anything.
  apr_table_setn(request->headers_out, "Cache-Control", "no-store");
  apr_table_setn(request->headers_out, "X-Content-Type-Options", "nosniff");
  apr_table_setn(request->headers_out, "Content-Security-Policy",
                 "default-src 'none'; style-src 'unsafe-inline'; img-src data:");
  if (request->header_only) return OK;
  const std::string page = PageFor(*runtime, format, client.value());
  ap_rwrite(page.data(), static_cast<int>(page.size()), request);
  return OK;
}

int StatusSection(request_rec* request, int flags) {
  const Runtime* runtime = CurrentRuntime();
  if (runtime == nullptr) return OK;
  const Snapshot snapshot = Take(*runtime, 20, 5);
  const std::string text =
      (flags & AP_STATUS_SHORT) != 0 ? RenderAuto(snapshot) : RenderHtmlSection(snapshot);
  ap_rwrite(text.data(), static_cast<int>(text.size()), request);
  return OK;
}

}  // namespace errwatch::httpd
