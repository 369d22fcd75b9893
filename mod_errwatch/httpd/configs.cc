#include "httpd/configs.h"

#include "httpd/kept_patterns.h"
#include "httpd/pool_object.h"

namespace errwatch::httpd {

Status ServerConfig::Resolve() {
  limits = ResolveLimits(settings.limits);
  scope = store::ScopeHash(settings.scope.value);
  if (rules_from == this) {
    auto built = RuleSet::Build(settings.rules, settings.removals);
    if (!built) return built.failure();
    rules = std::move(built).value();
  }
  return Ok{};
}

Status ServerConfig::Check() const {
  return rules_from == this ? RuleSet::CheckIds(settings.rules) : Status(Ok{});
}

void* CreateServerConfig(apr_pool_t* pool, server_rec*) {
  KeepPatterns(pool);  // before what has patterns, so that they are put back before that ends
  return PoolNew<ServerConfig>(pool);
}

void* MergeServerConfig(apr_pool_t* pool, void* outer_config, void* inner_config) {
  auto* outer = static_cast<ServerConfig*>(outer_config);
  auto* inner = static_cast<ServerConfig*>(inner_config);
  auto* merged = PoolNew<ServerConfig>(pool);
  merged->settings = MergeServer(outer->settings, inner->settings);
  const bool inherits_rules = inner->settings.rules.empty() && inner->settings.removals.empty();
  merged->rules_from = inherits_rules ? outer->rules_from : merged;
  merged->engines = outer->engines;
  merged->engines.Add(inner->engines);
  return merged;
}

void* CreateDirConfig(apr_pool_t* pool, char*) { return PoolNew<DirConfig>(pool); }

void* MergeDirConfig(apr_pool_t* pool, void* outer_config, void* inner_config) {
  const auto* outer = static_cast<const DirConfig*>(outer_config);
  const auto* inner = static_cast<const DirConfig*>(inner_config);
  auto* merged = PoolNew<DirConfig>(pool, MergeSettings(*outer, *inner));
  for (const RuleRemoval* node = inner->removal; node != nullptr; node = node->outer)
    merged->removal = PoolNew<RuleRemoval>(pool, RuleRemoval{node->ranges, merged->removal});
  return merged;
}

ServerConfig* MutableConfigOf(server_rec* server) noexcept {
  if (server == nullptr || server->module_config == nullptr) return nullptr;
  return static_cast<ServerConfig*>(ap_get_module_config(server->module_config, &errwatch_module));
}

const ServerConfig* ConfigOf(const server_rec* server) noexcept {
  return MutableConfigOf(const_cast<server_rec*>(server));
}

const DirConfig* DirConfigIn(const ap_conf_vector_t* vector) noexcept {
  return vector == nullptr ? nullptr
                           : static_cast<const DirConfig*>(ap_get_module_config(vector, &errwatch_module));
}

EnginesInUse EnginesOf(server_rec* server) {
  EnginesInUse engines = MutableConfigOf(server)->engines;
  if (const DirConfig* directory = DirConfigOf(nullptr, server)) engines.Add(directory->engine.value);
  return engines;
}

const DirConfig* DirConfigOf(const request_rec* request, const server_rec* server) noexcept {
  const RequestState* state = StateOf(request);
  if (state != nullptr && state->asked != nullptr) return state->asked;
  const request_rec* first = FirstRequest(request);
  const ap_conf_vector_t* vector = first != nullptr ? first->per_dir_config : nullptr;
  if (vector == nullptr && server != nullptr) vector = server->lookup_defaults;
  return DirConfigIn(vector);
}

const request_rec* FirstRequest(const request_rec* request) noexcept {
  while (request != nullptr && request->main != nullptr) request = request->main;
  while (request != nullptr && request->prev != nullptr) request = request->prev;
  return request;
}

void CreateRequestState(request_rec* request) {
  if (!IsInitial(request)) return;
  // Without parentheses: with them all of it would be filled with 0 first.
  ap_set_module_config(request->request_config, &errwatch_module,
                       new (apr_palloc(request->pool, sizeof(RequestState))) RequestState);
}

}  // namespace errwatch::httpd
