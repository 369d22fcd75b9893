// An incident for a terminal, and as JSON.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/time_text.h"
#include "cli/output/local_time.h"
#include "cli/output/terminal.h"
#include "cli/server/status.h"
#include "cli/story/incident.h"
#include "cli/story/story_text.h"
#include "pages/anomaly_text.h"
#include "pages/place_text.h"
#include "pages/render.h"

namespace errwatch::cli {
namespace {

void AddFact(std::string& text, const char* name, const std::string& value) {
  if (value.empty()) return;
  text += "  ";
  text += name;
  text.append(12 - std::char_traits<char>::length(name), ' ');
  text += Printable(value, std::string::npos) + "\n";
}

std::string WhoText(const ShownClient& client, const std::string& scope, bool is_range) {
  return (is_range ? "range " : "") + (client.empty() ? std::string("the server") : client.ToString()) +
         (scope == kUsualScope || scope.empty() ? "" : " in scope " + scope);
}

std::string ScoreFact(const IncidentRow& row) {
  std::string text = row.limit.empty() ? row.category : row.limit;
  if (row.capacity != 0) text += " " + std::to_string(row.score) + "/" + std::to_string(row.capacity);
  if (row.strikes != 0) text += ", strike " + std::to_string(row.strikes);
  if (row.foreign_only) text += ", " + std::string(kForeignOnlyText);
  if (row.joined) text += ", " + JoinedText(row.kind, *row.joined);
  return text;
}

std::string RequestFact(const IncidentRow& row) {
  std::string text =
      row.method.empty() || row.uri.empty() ? row.method + row.uri : row.method + " " + row.uri;
  if (!row.vhost.empty()) text += (text.empty() ? "" : " ") + std::string("on ") + row.vhost;
  if (row.status != 0) text += ", answered " + std::to_string(row.status);
  return text;
}

void AddRecordFacts(const IncidentRow& row, const LocalTime& time, std::string& text) {
  AddFact(text, "when", time.WithZone(row.time));
  std::string what(Info(row.kind).text);
  if (row.until != Tick())
    what += " for " + FormatSpan(row.time, row.until) + ", until " + time.WithZone(row.until);
  AddFact(text, "what", what);
  if (row.anomaly) AddFact(text, "that is", AnomalyText(*row.anomaly, row.time));
  AddFact(text, "why", ScoreFact(row));
  if (row.rule != 0)
    AddFact(text, "rule",
            std::to_string(row.rule) + (row.rule_name.empty() ? "" : " (" + row.rule_name + ")"));
  AddFact(text, "request", RequestFact(row));
  AddFact(text, "found in", PlaceText(row));
  AddFact(text, "evidence", row.message);
  if (!row.found) AddFact(text, "from", row.excerpt);
  AddFact(text, "log id", row.request_log_id);
  AddFact(text, "unique id", row.unique_id);
  AddFact(text, "sequence", std::to_string(row.number));
}

std::string StandingFact(const ClientRow& row, const std::string& number, const LocalTime& time, Tick now) {
  std::string text = StateOf(row);
  if (text.empty()) text = "not blocked";
  if (row.blocked_until > now)
    text += " until " + time.WithZone(row.blocked_until) + " (" + FormatSpan(now, row.blocked_until) + ")";
  if (!row.incident.empty() && row.incident != number) text += ", by incident " + row.incident;
  if (row.denials != 0) text += ", requests denied: " + FormatCount(row.denials);
  return text;
}

}  // namespace

std::string IncidentText(const IncidentFacts& facts, Tick now, bool colour) {
  const LocalTime time(now);
  std::string text = "incident " + Printable(facts.number) + "\n";
  if (!facts.records.empty()) {
    const IncidentRow& first = facts.records.front();
    AddFact(text, "client", WhoText(first.client, first.scope, first.is_range));
  } else {
    const ClientRow& row = facts.clients.front();
    AddFact(text, "client", WhoText(row.address, row.scope, row.range_bits != 0));
    AddFact(text, "why", row.reason);
  }
  for (const IncidentRow& row : facts.records) {
    if (&row != facts.records.data()) text += "\n";
    AddRecordFacts(row, time, text);
  }
  text += "\n";
  for (const ClientRow& row : facts.clients) AddFact(text, "now", StandingFact(row, facts.number, time, now));
  if (facts.clients.empty()) AddFact(text, "now", "nobody is kept out by it");
  AddFact(text, "let in by", facts.unblock);
  if (!facts.story.empty()) text += "\nWhat it did\n" + StoryTable(facts.story, now).ToText(colour);
  return text;
}

std::string IncidentJson(const IncidentFacts& facts) {
  using Json = nlohmann::ordered_json;
  Snapshot shown;
  shown.clients = facts.clients;
  shown.incidents = facts.records;
  StoryRows story;
  story.rows = facts.story;
  if (!facts.records.empty()) {
    story.client = facts.records.front().client;
    story.scope = facts.records.front().scope;
  }
  if (!story.rows.empty()) shown.stories.push_back(std::move(story));
  Json all = {{"number", facts.number}};
  all.update(Json::parse(RenderOneClientJson(shown)));
  all.erase("allowed");  // of the client, now: `errwatch clients` tells that
  if (!facts.unblock.empty()) all["unblock"] = facts.unblock;
  return all.dump(2, ' ', true, Json::error_handler_t::replace);
}

}  // namespace errwatch::cli
