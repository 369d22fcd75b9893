// ECS field reference: https://www.elastic.co/guide/en/ecs/8.11/ecs-field-reference.html
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/both_ends.h"
#include "base/quoted.h"
#include "base/time_text.h"
#include "base/visible_text.h"
#include "model/category.h"
#include "model/incident_kind.h"
#include "model/joined_attack.h"
#include "pages/anomaly_text.h"
#include "pages/json_text.h"
#include "pages/render.h"

namespace errwatch {
namespace {

using Json = nlohmann::ordered_json;

// An attack that was recognised (cost 4 and more) weighs more than a refusal that was met too often.
int Severity(const IncidentKindInfo& kind, const CategoryInfo& category) {
  return kind.severity + (category.default_cost >= 4 ? kind.recognised : 0);
}

constexpr std::size_t kMostAbout = 200;  // bytes

// "192.0.2.1 blocked until 2026-11-22T10:00:00.000Z: sql_injection 10/10, rule 2101 (union select)"
std::string Summary(const IncidentRow& incident, const std::string& client) {
  std::string text = client.empty() ? "server" : client;
  text.append(" ").append(Info(incident.kind).text);
  if (incident.until != Tick()) text += " until " + FormatTime(incident.until);
  if (incident.foreign_only) text.append(", ").append(kForeignOnlyText);
  if (incident.anomaly) {
    text.append(": ").append(AnomalyText(*incident.anomaly, incident.time));
    if (!incident.vhost.empty()) text.append(" on ").append(incident.vhost);
    const std::string& about = incident.uri.empty() ? incident.message : incident.uri;
    if (!about.empty()) text.append(", about ").append(QuotedWhole(ShortenedInTheMiddle(about, kMostAbout)));
    return text;
  }
  const std::string& what = incident.limit.empty() ? incident.category : incident.limit;
  if (!what.empty()) text += ": " + what;
  if (incident.capacity != 0)
    text += " " + std::to_string(incident.score) + "/" + std::to_string(incident.capacity);
  if (incident.joined) text.append(", ").append(JoinedText(incident.kind, *incident.joined));
  if (incident.rule != 0) text += ", rule " + std::to_string(incident.rule);
  if (!incident.rule_name.empty()) text += " (" + incident.rule_name + ")";
  return text;
}

// Each category expects types of its own: nothing is "denied" in what is no matter of defence. So that is
// told beside the category of what was done.
void WriteCategoryAndType(bool denied, std::string_view category, JsonSink& json) {
  constexpr std::string_view kDefence = "intrusion_detection";
  const bool expects_denied = category == kDefence || category == "network";
  if (denied && !expects_denied) {
    json.Texts("category", {category, kDefence});
    json.Texts("type", {"denied", "info"});
  } else {
    json.Texts("category", {category});
    json.Texts("type", {denied ? "denied" : "info"});
  }
}

void WriteEventFields(const IncidentRow& incident, const CategoryInfo& category, JsonSink& json) {
  const IncidentKindInfo& kind = Info(incident.kind);
  json.Open("event");
  json.Text("kind", kind.ecs_kind);
  WriteCategoryAndType(kind.overflow == Overflow::kDenied, category.ecs_category, json);
  json.Text("action", kind.name);
  json.Number("severity", static_cast<uint64_t>(Severity(kind, category)));
  json.TextUnlessEmpty("code", incident.ah);
  json.Number("sequence", incident.number);
  json.Text("module", "errwatch");
  json.Text("dataset", "errwatch.incident");
  json.Close();
}

void WriteRule(const IncidentRow& incident, JsonSink& json) {
  if (incident.rule == 0) return;
  json.Open("rule");
  json.Text("id", std::to_string(incident.rule));
  json.TextUnlessEmpty("name", incident.rule_name);
  json.Close();
}

void WriteThreat(std::string_view technique, JsonSink& json) {
  if (technique.empty()) return;
  json.Open("threat");
  json.Text("framework", "MITRE ATT&CK");
  json.Open("technique");
  json.Texts("id", {technique});
  json.Close();
  json.Close();
}

void WriteRequest(const IncidentRow& incident, JsonSink& json) {
  if (!incident.vhost.empty() || !incident.uri.empty()) {
    json.Open("url");
    json.TextUnlessEmpty("domain", incident.vhost);
    json.TextUnlessEmpty("original", incident.uri);
    json.Close();
  }
  const bool has_request = !incident.unique_id.empty() || !incident.method.empty();
  if (!has_request && incident.status == 0) return;
  json.Open("http");
  if (has_request) {
    json.Open("request");
    json.TextUnlessEmpty("id", incident.unique_id);
    json.TextUnlessEmpty("method", incident.method);
    json.Close();
  }
  if (incident.status != 0) {
    json.Open("response");
    json.Number("status_code", incident.status);
    json.Close();
  }
  json.Close();
}

// As SetPlace (pages/place_json.h).
void WritePlace(const IncidentRow& incident, JsonSink& json) {
  if (!incident.found) return;
  json.Open("found");
  json.Text("in", TargetName(*incident.found));
  json.TextUnlessEmpty("name", incident.field);
  json.TextUnlessEmpty("excerpt", incident.excerpt);
  json.Close();
}

// The account that many clients try, or that somebody got into. Of a takeover the name or the log-in form is
// known (model/incident_kind.h).
std::string_view AccountOf(const IncidentRow& incident) {
  if (incident.kind == IncidentKind::kTakeover && !incident.message.starts_with('/')) return incident.message;
  const bool of_account =
      incident.anomaly && incident.category == CategoryName(Category::kAuthFailure) &&
      (incident.anomaly->kind == AnomalyKind::kBruteForce || incident.anomaly->kind == AnomalyKind::kOver);
  return of_account ? std::string_view(incident.message) : std::string_view();
}

void WriteUser(const IncidentRow& incident, JsonSink& json) {
  const std::string_view account = AccountOf(incident);
  if (account.empty()) return;
  json.Open("user");
  json.Text("name", account);
  json.Close();
}

void WriteAnomaly(const Anomaly& anomaly, JsonSink& json) {
  json.Open("anomaly");
  json.Text("kind", AnomalyKindName(anomaly.kind));
  json.Number("seen", anomaly.seen);
  if (anomaly.expected != 0) json.Number("expected", anomaly.expected);
  if (anomaly.clients != 0) json.Number("clients", anomaly.clients);
  if (anomaly.begun != Tick()) json.Text("begun", FormatTime(anomaly.begun));
  json.Close();
}

void WriteOwn(const IncidentRow& incident, const std::string& client, JsonSink& json) {
  json.Open("errwatch");
  json.TextUnlessEmpty("category", incident.category);
  json.TextUnlessEmpty("limit", incident.limit);
  json.TextUnlessEmpty("incident", incident.incident);
  json.TextUnlessEmpty("client", client);
  json.TextUnlessEmpty("scope", incident.scope);
  if (incident.score != 0) json.Number("score", incident.score);
  if (incident.capacity != 0) json.Number("capacity", incident.capacity);
  if (incident.kind == IncidentKind::kEntry) json.Fraction("poured", std::round(incident.poured * 100) / 100);
  if (incident.until != Tick()) json.Text("block_until", FormatTime(incident.until));
  if (incident.strikes != 0) json.Number("strikes", incident.strikes);
  if (incident.foreign_only) json.True("foreign_only");
  if (incident.joined) {
    json.Text("joined_attack", AnomalyKindName(incident.joined->kind));
    json.Text("under_attack", DirectiveText(incident.joined->terms));
  }
  if (incident.denies_nobody) json.True("detection_only");
  json.TextUnlessEmpty("evidence", incident.message);
  WritePlace(incident, json);
  if (!incident.found) json.TextUnlessEmpty("ranges", incident.excerpt);
  if (incident.anomaly) WriteAnomaly(*incident.anomaly, json);
  json.Close();
}

// ECS wants an address: of a range the one that it begins with.
std::string FirstAddress(const ShownClient& client) {
  return client.address.Masked(client.prefix).ToString();
}

void WriteEvent(const IncidentRow& incident, JsonSink& json) {
  const std::string client = incident.client.ToString();
  const CategoryInfo& category = Info(ParseCategory(incident.category).value_or(Category::kBenign));
  json.Open();
  json.Text("@timestamp", FormatTime(incident.time));
  json.Open("ecs");
  json.Text("version", "8.11.0");
  json.Close();
  WriteEventFields(incident, category, json);
  json.Text("message", Summary(incident, client));
  if (!incident.client.empty()) {
    json.Open("source");
    json.Text("ip", FirstAddress(incident.client));
    json.Close();
  }
  WriteUser(incident, json);
  WriteRule(incident, json);
  WriteThreat(category.technique, json);
  WriteRequest(incident, json);
  if (!incident.request_log_id.empty()) {
    // As %L writes it into httpd's logs.
    json.Open("labels");
    json.Text("log_id", incident.request_log_id);
    json.Close();
  }
  json.Open("observer");
  json.Text("vendor", "errwatch");
  json.Text("product", "mod_errwatch");
  json.Text("type", "ips");
  json.Close();
  WriteOwn(incident, client, json);
  json.Close();
}

// The same as a tree, of which parts can be taken.
class JsonTree final : public JsonSink {
 public:
  void Open(std::string_view name) override {
    if (open_.empty()) {
      open_.push_back(&root_);
    } else {
      open_.push_back(&Field(name));
    }
    *open_.back() = Json::object();
  }
  void Close() override { open_.pop_back(); }
  void Text(std::string_view name, std::string_view value) override { Field(name) = std::string(value); }
  void Texts(std::string_view name, std::initializer_list<std::string_view> values) override {
    Json& array = Field(name) = Json::array();
    for (const std::string_view value : values) array.push_back(std::string(value));
  }
  void Number(std::string_view name, uint64_t value) override { Field(name) = value; }
  void Fraction(std::string_view name, double value) override { Field(name) = value; }
  void True(std::string_view name) override { Field(name) = true; }

  Json& root() { return root_; }

 private:
  Json& Field(std::string_view name) { return (*open_.back())[std::string(name)]; }

  Json root_ = Json::object();
  std::vector<Json*> open_;  // an object grows only while none within it is open
};

// ASCII only: control characters of any kind reach neither a terminal nor syslog.
std::string OneLine(const Json& json) { return json.dump(-1, ' ', true, Json::error_handler_t::replace); }

// What is given up first comes first: texts are cut,
// and left out when nothing of them would remain; then whole parts go.
constexpr std::array kGivenUp = {"/errwatch/evidence",
                                 "/url/original",
                                 "/errwatch/found/excerpt",
                                 "/user",
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
  JsonText text;
  WriteEvent(incident, text);
  std::string line = text.Take();
  if (line.size() <= max_bytes) return line;
  JsonTree tree;
  WriteEvent(incident, tree);
  Json& root = tree.root();
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
