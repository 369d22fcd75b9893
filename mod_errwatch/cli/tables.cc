#include "cli/tables.h"

#include <nlohmann/json.hpp>

#include "base/duration.h"
#include "cli/words_of_json.h"
#include "config/directive.h"
#include "config/retired_rules.h"
#include "config/settings.h"
#include "model/bucket_tag.h"
#include "model/category.h"
#include "model/policy.h"
#include "store/counters.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;

std::string_view ContextName(Context context) {
  switch (context) {
    case Context::kServer:
      return "server";
    case Context::kVhost:
      return "vhost";
    case Context::kDirectory:
      break;
  }
  return "directory";
}

std::string_view InspectName(Inspect inspect) {
  switch (inspect) {
    case Inspect::kEntries:
      return "entries";
    case Inspect::kErrors:
      return "errors";
    case Inspect::kAll:
      break;
  }
  return "all";
}

std::string_view GateName(uint8_t gate) {
  return gate == kGateEarly ? "early" : gate == kGateAccess ? "access" : "both";
}

std::string ActionText(const Action& action) {
  switch (action.kind) {
    case ActionKind::kDrop:
      return "drop";
    case ActionKind::kRedirect:
      return "redirect=" + action.redirect;
    case ActionKind::kDeny:
      break;
  }
  return "deny status=" + std::to_string(action.status);
}

std::string BlockText(const BlockPolicy& block) {
  return "base=" + FormatDuration(block.base) + " factor=" + std::to_string(block.factor) +
         " max=" + FormatDuration(block.max) + " decay=" + FormatDuration(block.decay);
}

std::string PrefixText(const ClientPrefix& prefix) {
  return "ipv4=" + std::to_string(prefix.ipv4) + " ipv6=" + std::to_string(prefix.ipv6);
}

std::string CodesText(const std::vector<uint16_t>& codes) {
  std::string text;
  for (const uint16_t code : codes) text += (text.empty() ? "" : " ") + std::to_string(code);
  return text;
}

Json DirectiveRows() {
  Json rows = Json::array();
  for (const DirectiveInfo& info : Directives())
    rows.push_back({{"name", info.name},
                    {"context", ContextName(info.context)},
                    {"syntax", info.syntax},
                    {"text", info.text}});
  return rows;
}

Json CategoryRows() {
  Json rows = Json::array();
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    const CategoryInfo& info = Info(static_cast<Category>(i));
    rows.push_back({{"name", info.name},
                    {"cost", info.default_cost},
                    {"technique", info.technique},
                    {"ecs", info.ecs_category},
                    {"text", info.text}});
  }
  return rows;
}

Json LimitRow(std::string_view name, const Limit& limit) {
  return {{"name", name}, {"limit", FormatShape(limit.shape.capacity, DurationOf(limit.shape.window))}};
}

// `any` first. Categories that are never counted have none.
Json LimitRows() {
  const Limits& limits = DefaultLimits();
  Json rows = Json::array({LimitRow(kAnyName, limits.any)});
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    const auto category = static_cast<Category>(i);
    if (limits[category].shape.capacity != 0)
      rows.push_back(LimitRow(CategoryName(category), limits[category]));
  }
  return rows;
}

Json CounterRows() {
  Json rows = Json::array();
  for (std::size_t i = 0; i < store::kCounterCount; ++i) {
    const store::CounterInfo& info = store::Info(static_cast<store::Counter>(i));
    rows.push_back({{"name", info.name}, {"text", info.text}});
  }
  return rows;
}

Json RetiredRows() {
  Json rows = Json::array();
  for (const RetiredRule& rule : RetiredRules())
    rows.push_back({{"id", rule.id}, {"version", rule.version}, {"successor", rule.successor}});
  return rows;
}

// By directive: what holds where the configuration says nothing. Directives without an argument that would
// say the same are not there.
Json Defaults() {
  const ServerSettings server;
  const DirectorySettings directory;
  return {{"ErrWatchEngine", EngineName(directory.engine.value)},
          {"ErrWatchAction", ActionText(directory.action.value)},
          {"ErrWatchBlock", BlockText(server.block.value)},
          {"ErrWatchPrefix", PrefixText(server.prefix.value)},
          {"ErrWatchClients", std::to_string(server.clients.value)},
          {"ErrWatchStatusCodes", CodesText(server.status_codes.value)},
          {"ErrWatchInspect", InspectName(server.inspect.value)},
          {"ErrWatchGate", GateName(server.gate.value)},
          {"ErrWatchScope", server.scope.value},
          {"ErrWatchShare", server.share.value.empty() ? "none" : "group=" + server.share.value},
          {"ErrWatchForgive", server.forgive.value ? "On" : "Off"},
          {"ErrWatchVerbosity", "none"},
          {"ErrWatchUnderAttack", "report"},
          {"ErrWatchAnomalies", server.anomalies.value ? "On" : "Off"},
          {"ErrWatchVerifyCrawlers", server.crawlers.value.verify ? "On" : "Off"}};
}

}  // namespace

std::string BuiltInTables() {
  const Json tables = {{"directives", DirectiveRows()}, {"categories", CategoryRows()},
                       {"limits", LimitRows()},         {"counters", CounterRows()},
                       {"retired", RetiredRows()},      {"defaults", Defaults()},
                       {"words", WordsOfJson()}};
  return tables.dump(2) + "\n";
}

}  // namespace errwatch::cli
