// The field names are a public interface (docs/mod_errwatch.md): names of the Snapshot's members, times as
// RFC 3339 strings, durations as whole milliseconds in "..._ms". What is not known is left out.
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/time_text.h"
#include "pages/anomaly_json.h"
#include "pages/crowd_view.h"
#include "pages/json_member.h"
#include "pages/place_json.h"
#include "pages/render.h"
#include "pages/share_view.h"
#include "pages/story_json.h"
#include "rules/log_cost.h"

namespace errwatch {
namespace {

using Json = nlohmann::ordered_json;

template <typename Number>
void SetNumber(Json& object, const char* name, Number number) {
  if (number != 0) object[name] = number;
}

double Hundredths(double score) { return std::isfinite(score) ? std::round(score * 100) / 100 : 0; }

Json ToJson(const ScoreView& row) {
  Json object = {{"name", row.name}, {"score", Hundredths(row.score)}};
  SetNumber(object, "capacity", row.capacity);
  return object;
}

Json ToJson(const ClientRow& row) {
  Json object = {{"address", row.address.ToString()}, {"scope", row.scope}, {"blocked", row.blocked}};
  object["detection_only"] = row.detection_only;
  SetText(object, "not_denied", std::string(TextOf(row.not_denied)));
  object["by_hand"] = row.by_hand;
  object["foreign_only"] = row.foreign_only;
  SetJoined(object, row.joined);
  SetNumber(object, "range_bits", row.range_bits);
  SetNumber(object, "range_parts", row.range_parts);
  SetTime(object, "blocked_until", row.blocked_until);
  SetText(object, "incident", row.incident);
  SetText(object, "reason", row.reason);
  SetText(object, "remark", row.remark);
  object["strikes"] = row.strikes;
  SetTime(object, "last_seen", row.last_seen);
  SetNumber(object, "last_rule", row.last_rule);
  object["entries"] = row.entries;
  object["denials"] = row.denials;
  object["scores"] = JsonArray(row.scores, [](const ScoreView& score) { return ToJson(score); });
  return object;
}

Json ToJson(const AllowedRow& row) {
  Json object = {{"address", row.address.ToString()}};
  SetNumber(object, "range_bits", row.range_bits);
  SetTime(object, "since", row.since);
  SetTime(object, "until", row.until);
  SetText(object, "reason", row.reason);
  return object;
}

Json ToJson(const Anomaly& anomaly) {
  Json object = {{"kind", AnomalyKindName(anomaly.kind)}, {"seen", anomaly.seen}};
  SetNumber(object, "expected", anomaly.expected);
  SetNumber(object, "clients", anomaly.clients);
  SetTime(object, "begun", anomaly.begun);
  return object;
}

Json ToJson(const IncidentRow& row) {
  Json object = {{"number", row.number}};
  SetTime(object, "time", row.time);
  object["kind"] = IncidentKindName(row.kind);
  SetText(object, "category", row.category);
  SetText(object, "limit", row.limit);
  SetText(object, "client", row.client.ToString());
  SetText(object, "scope", row.scope);
  SetNumber(object, "rule", row.rule);
  SetText(object, "rule_name", row.rule_name);
  SetNumber(object, "score", row.score);
  SetNumber(object, "capacity", row.capacity);
  SetNumber(object, "strikes", row.strikes);
  if (row.foreign_only) object["foreign_only"] = true;
  SetJoined(object, row.joined);
  SetNumber(object, "status", row.status);
  SetText(object, "ah", row.ah);
  SetTime(object, "until", row.until);
  SetText(object, "incident", row.incident);
  SetText(object, "log_id", row.request_log_id);
  SetText(object, "unique_id", row.unique_id);
  SetText(object, "vhost", row.vhost);
  SetText(object, "method", row.method);
  SetText(object, "uri", row.uri);
  SetText(object, "message", row.message);
  SetPlace(object, row);
  if (!row.found) SetText(object, "ranges", row.excerpt);
  if (row.anomaly) object["anomaly"] = ToJson(*row.anomaly);
  return object;
}

Json ToJson(const EventLogRow& row) {
  Json object = {{"place", row.place}, {"written", row.written}, {"dropped", row.dropped}};
  SetText(object, "reason", row.reason);
  SetTime(object, "last_drop", row.last_drop);
  return object;
}

Json ToJson(const TargetRow& row) {
  Json object = {{"vhost", row.vhost}, {"path", row.path}};
  SetText(object, "category", row.category);
  object["entries"] = row.entries;
  object["clients"] = row.clients;
  SetTime(object, "last", row.last);
  return object;
}

Json ToJson(const LimitRow& row) {
  return {{"vhost", row.vhost},
          {"category", row.category},
          {"capacity", row.capacity},
          {"window_ms", row.window.count()},
          {"block_ms", row.block.count()}};
}

Json ToJson(const RuleHitsRow& row) {
  Json object = {{"id", row.id}};
  SetText(object, "category", row.category);
  SetText(object, "name", row.name);
  object["hits"] = row.hits;
  SetTime(object, "last_hit", row.last_hit);
  return object;
}

Json ToJson(const CoverageRow& row) {
  Json object = {{"vhost", row.vhost}, {"rules", row.rules}, {"hidden_rules", row.hidden_rules}};
  SetText(object, "log_level", row.log_level);
  SetNumber(object, "need_debug", row.need_debug);
  if (row.advice.empty()) return object;
  object["advice"] = JsonArray(row.advice, [](const LevelAdvice& advice) {
    Json word = {{"level", advice.Word()}, {"rules", advice.rules}};
    word["recommended"] = !advice.IsFlood();
    if (const auto cost = HundredthsARequest(advice.module, advice.level))
      word["lines_a_request"] = *cost / 100.0;
    return word;
  });
  return object;
}

Json ToJson(const ModeRow& row) {
  Json engines = Json::array();
  for (std::size_t i = 0; i < kEngineCount; ++i) {
    const auto engine = static_cast<Engine>(i);
    if (row.engines.Has(engine)) engines.push_back(EngineName(engine));
  }
  return {{"scope", row.scope}, {"engines", std::move(engines)}};
}

Json ToJson(const VhostRow& row) {
  Json object = {{"name", row.name},   {"engine", row.engine}, {"scope", row.scope},
                 {"ports", row.ports}, {"rules", row.rules},   {"unscreened_rules", row.unscreened_rules}};
  if (row.under_attack) object["under_attack"] = DirectiveText(*row.under_attack);
  return object;
}

// {name: {"2026-11-22T09:58:00.000Z": 3}}: when its minute or hour begins. What is 0 is left out, and so is
// a name without a count.
Json Counts(const TimelineView& timeline, const std::vector<TimelineRow>& rows) {
  Json object = Json::object();
  for (const TimelineRow& row : rows) {
    Tick begin = timeline.begin;
    for (const uint64_t count : row.counts) {
      if (count != 0) object[row.name][FormatTime(begin)] = count;
      begin = After(begin, timeline.step);
    }
  }
  return object;
}

Json ToJson(const TimelineView& timeline) {
  Json object = Json::object();
  SetTime(object, "begin", timeline.begin);
  object["step_ms"] = timeline.step.count();
  object["categories"] = Counts(timeline, timeline.categories);
  object["counters"] = Counts(timeline, timeline.counters);
  return object;
}

// {name: value}
Json Values(const std::vector<CounterRow>& rows) {
  Json object = Json::object();
  for (const CounterRow& row : rows) object[row.name] = row.value;
  return object;
}

Json ClientsOf(const Snapshot& snapshot) {
  return JsonArray(snapshot.clients, [](const ClientRow& row) { return ToJson(row); });
}

Json AllowedOf(const Snapshot& snapshot) {
  return JsonArray(snapshot.allowed, [](const AllowedRow& row) { return ToJson(row); });
}

std::string Dump(const Json& json) { return json.dump(2, ' ', true, Json::error_handler_t::replace) + "\n"; }

}  // namespace

std::string RenderAllowedJson(const Snapshot& snapshot) { return Dump(AllowedOf(snapshot)); }

std::string RenderClientsJson(const Snapshot& snapshot) { return Dump(ClientsOf(snapshot)); }

std::string RenderOneClientJson(const Snapshot& snapshot) {
  return Dump(
      {{"clients", ClientsOf(snapshot)},
       {"allowed", AllowedOf(snapshot)},
       {"incidents", JsonArray(snapshot.incidents, [](const IncidentRow& row) { return ToJson(row); })},
       {"stories", JsonArray(snapshot.stories, &StoryJson)}});
}

std::string RenderIncidentJson(const IncidentRow& incident) {
  return ToJson(incident).dump(-1, ' ', true, Json::error_handler_t::replace);
}

std::string RenderJson(const Snapshot& snapshot) {
  const auto to_json = [](const auto& row) { return ToJson(row); };
  Json page = {{"version", snapshot.version}};
  SetText(page, "server", snapshot.server);
  SetText(page, "state_file", snapshot.state_file);
  SetTime(page, "now", snapshot.now);
  SetTime(page, "started", snapshot.started);
  page["generation"] = snapshot.generation;
  page["jit"] = snapshot.jit;
  page["table"] = {{"clients", snapshot.table_clients},         {"visitors", snapshot.table_visitors},
                   {"capacity", snapshot.table_capacity},       {"blocked", snapshot.blocked_clients},
                   {"blocked_ranges", snapshot.blocked_ranges}, {"would_be_denied", snapshot.would_be_denied},
                   {"not_denied", snapshot.not_denied},         {"allowed", snapshot.allowed_ranges}};
  page["counters"] = Values(snapshot.counters);
  page["categories"] = Values(snapshot.categories);
  page["timeline"] = {{"minutes", ToJson(snapshot.minutes)}, {"hours", ToJson(snapshot.hours)}};
  page["clients"] = ClientsOf(snapshot);
  page["allowed"] = AllowedOf(snapshot);
  page["incidents"] = JsonArray(snapshot.incidents, to_json);
  page["crowds"] = JsonArray(snapshot.crowds, &CrowdJson);
  page["anomalies"] = JsonArray(snapshot.anomalies, to_json);
  if (snapshot.models) page["models"] = JsonArray(*snapshot.models, &ModelJson);
  page["targets"] = JsonArray(snapshot.targets, to_json);
  page["limits"] = JsonArray(snapshot.limits, to_json);
  page["rules"] = JsonArray(snapshot.rules, to_json);
  page["event_logs"] = JsonArray(snapshot.event_logs, to_json);
  if (!snapshot.share.group.empty()) page["share"] = ShareJson(snapshot.share, snapshot.now);
  page["coverage"] = JsonArray(snapshot.coverage, to_json);
  page["vhosts"] = JsonArray(snapshot.vhosts, to_json);
  page["modes"] = JsonArray(snapshot.modes, to_json);
  page["unnamed_proxies"] = snapshot.unnamed_proxies;
  page["proxies"] = snapshot.proxies;
  page["warnings"] = snapshot.warnings;
  return Dump(page);
}

}  // namespace errwatch
