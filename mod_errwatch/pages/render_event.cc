// ECS field reference: https://www.elastic.co/guide/en/ecs/8.11/ecs-field-reference.html
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/time_text.h"
#include "base/visible_text.h"
#include "model/category.h"
#include "model/incident_kind.h"
#include "pages/place_json.h"
#include "pages/render.h"

namespace errwatch {
namespace {

using Json = nlohmann::ordered_json;

void SetText(Json& object, const char* name, std::string_view text) {
  if (!text.empty()) object[name] = text;
}

// An attack that was recognised (cost 4 and more) weighs more than a refusal that was met too often.
int Severity(const IncidentKindInfo& kind, const CategoryInfo& category) {
  return kind.severity + (category.default_cost >= 4 ? kind.recognised : 0);
}

// "192.0.2.1 blocked until 2026-11-22T10:00:00.000Z: sql_injection 10/10, rule 2101 (union select)"
std::string Summary(const IncidentRow& incident, const std::string& client) {
  std::string text = client.empty() ? "server" : client;
  text.append(" ").append(Info(incident.kind).text);
  if (incident.until != Tick()) text += " until " + FormatTime(incident.until);
  if (incident.foreign_only) text.append(", ").append(kForeignOnlyText);
  const std::string& what = incident.limit.empty() ? incident.category : incident.limit;
  if (!what.empty()) text += ": " + what;
  if (incident.capacity != 0)
    text += " " + std::to_string(incident.score) + "/" + std::to_string(incident.capacity);
  if (incident.rule != 0) text += ", rule " + std::to_string(incident.rule);
  if (!incident.rule_name.empty()) text += " (" + incident.rule_name + ")";
  return text;
}

// Each category expects types of its own: nothing is "denied" in what is no matter of defence. So that is
// told beside the category of what was done.
void SetCategoryAndType(bool denied, std::string_view category, Json& event) {
  constexpr std::string_view kDefence = "intrusion_detection";
  const bool expects_denied = category == kDefence || category == "network";
  event["category"] = Json::array({std::string(category)});
  event["type"] = Json::array({denied ? "denied" : "info"});
  if (!denied || expects_denied) return;
  event["category"].push_back(kDefence);
  event["type"].push_back("info");
}

Json EventFields(const IncidentRow& incident, const CategoryInfo& category) {
  const IncidentKindInfo& kind = Info(incident.kind);
  Json event = {{"kind", kind.ecs_kind}};
  SetCategoryAndType(kind.overflow == Overflow::kDenied, category.ecs_category, event);
  event["action"] = kind.name;
  event["severity"] = Severity(kind, category);
  SetText(event, "code", incident.ah);
  event["sequence"] = incident.number;
  event["module"] = "errwatch";
  event["dataset"] = "errwatch.incident";
  return event;
}

Json OwnFields(const IncidentRow& incident, const std::string& client) {
  Json own = Json::object();
  SetText(own, "category", incident.category);
  SetText(own, "limit", incident.limit);
  SetText(own, "incident", incident.incident);
  SetText(own, "client", client);
  SetText(own, "scope", incident.scope);
  if (incident.score != 0) own["score"] = incident.score;
  if (incident.capacity != 0) own["capacity"] = incident.capacity;
  if (incident.kind == IncidentKind::kEntry) own["poured"] = std::round(incident.poured * 100) / 100;
  if (incident.until != Tick()) own["block_until"] = FormatTime(incident.until);
  if (incident.strikes != 0) own["strikes"] = incident.strikes;
  if (incident.foreign_only) own["foreign_only"] = true;
  if (incident.denies_nobody) own["detection_only"] = true;
  SetText(own, "evidence", incident.message);
  SetPlace(own, incident);
  return own;
}

// ECS wants an address: of a range the one that it begins with.
std::string FirstAddress(const ShownClient& client) {
  return client.address.Masked(client.prefix).ToString();
}

Json Event(const IncidentRow& incident) {
  const std::string client = incident.client.ToString();
  const CategoryInfo& category = Info(ParseCategory(incident.category).value_or(Category::kBenign));
  Json root = {{"@timestamp", FormatTime(incident.time)}};
  root["ecs"]["version"] = "8.11.0";
  root["event"] = EventFields(incident, category);
  SetText(root, "message", Summary(incident, client));
  if (!incident.client.empty()) root["source"]["ip"] = FirstAddress(incident.client);
  if (incident.rule != 0) root["rule"]["id"] = std::to_string(incident.rule);
  if (incident.rule != 0) SetText(root["rule"], "name", incident.rule_name);
  if (!category.technique.empty()) {
    root["threat"]["framework"] = "MITRE ATT&CK";
    root["threat"]["technique"]["id"] = Json::array({std::string(category.technique)});
  }
  if (!incident.vhost.empty()) root["url"]["domain"] = incident.vhost;
  if (!incident.uri.empty()) root["url"]["original"] = incident.uri;
  if (!incident.unique_id.empty()) root["http"]["request"]["id"] = incident.unique_id;
  if (!incident.method.empty()) root["http"]["request"]["method"] = incident.method;
  if (incident.status != 0) root["http"]["response"]["status_code"] = incident.status;
  // As %L writes it into httpd's logs.
  if (!incident.request_log_id.empty()) root["labels"]["log_id"] = incident.request_log_id;
  root["observer"] = {{"vendor", "errwatch"}, {"product", "mod_errwatch"}, {"type", "ips"}};
  root["errwatch"] = OwnFields(incident, client);
  return root;
}

// ASCII only: control characters of any kind reach neither a terminal nor syslog.
std::string OneLine(const Json& json) { return json.dump(-1, ' ', true, Json::error_handler_t::replace); }

// What is given up first comes first: texts are cut,
// and left out when nothing of them would remain; then whole parts go.
constexpr std::array kGivenUp = {"/errwatch/evidence",
                                 "/url/original",
                                 "/errwatch/found/excerpt",
                                 "/message",
                                 "/rule/name",
                                 "/url/domain",
                                 "/labels",
                                 "/http",
                                 "/observer",
                                 "/ecs",
                                 "/threat",
                                 "/event/dataset",
                                 "/event/module",
                                 "/errwatch",
                                 "/rule",
                                 "/url",
                                 "/source",
                                 "/event/code",
                                 "/event/type",
                                 "/event",
                                 "/@timestamp"};
constexpr std::string_view kCutMark = "...";

// Shortens or erases what stands at `place` so that `surplus` bytes less are written.
void GiveUp(Json& root, const Json::json_pointer& place, std::size_t surplus) {
  Json& field = root[place];
  if (field.is_string()) {
    const std::string text = field.get<std::string>();
    const std::size_t gone = surplus + kCutMark.size();
    const std::string_view kept = gone < text.size() ? CutUtf8(text, text.size() - gone) : std::string_view();
    if (!kept.empty()) {
      field = std::string(kept) + std::string(kCutMark);
      return;
    }
  }
  Json& parent = root[place.parent_pointer()];
  parent.erase(place.back());
  if (parent.empty() && !place.parent_pointer().empty()) root.erase(place.parent_pointer().back());
}

}  // namespace

std::string RenderEvent(const IncidentRow& incident, std::size_t max_bytes) {
  Json root = Event(incident);
  std::string line = OneLine(root);
  for (const char* name : kGivenUp) {
    const Json::json_pointer place(name);
    // Each round leaves the text shorter: what is written for a byte is never less than the byte.
    while (line.size() > max_bytes && root.contains(place)) {
      GiveUp(root, place, line.size() - max_bytes);
      line = OneLine(root);
    }
  }
  return line.size() <= max_bytes ? line : std::string();
}

}  // namespace errwatch
