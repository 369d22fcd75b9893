// Clients and incidents on the status page.
#include <algorithm>

#include "base/time_text.h"
#include "pages/html.h"
#include "pages/place_text.h"

namespace errwatch {
namespace {

// No client: it is about the server itself.
void AppendClientCell(const ShownClient& client, std::string_view scope, Html& page) {
  page.Cell("client", "who").Text(client.empty() ? "server" : client.ToString());
  if (!client.empty() && !scope.empty() && scope != kUsualScope)
    page.Markup("<small>").Text(scope).Markup("</small>");
  page.EndCell();
}

// "rule 2101 union select"
void AppendRule(uint32_t id, std::string_view name, Html& page) {
  if (id == 0) return;
  page.Markup("rule ").Text(std::to_string(id));
  if (!name.empty()) page.Markup(" ").Text(name);
}

std::string_view RuleName(const Snapshot& snapshot, uint32_t id) {
  const auto found = std::find_if(snapshot.rules.begin(), snapshot.rules.end(),
                                  [id](const RuleHitsRow& row) { return row.id == id; });
  return found == snapshot.rules.end() ? std::string_view() : std::string_view(found->name);
}

// What the client did last that opened an incident; null when that is no longer in the ring.
const IncidentRow* LastIncident(const Snapshot& snapshot, const ClientRow& client) {
  const auto found =
      std::find_if(snapshot.incidents.begin(), snapshot.incidents.end(), [&](const IncidentRow& row) {
        return Info(row.kind).overflow != Overflow::kNone && row.client == client.address &&
               row.scope == client.scope;
      });
  return found == snapshot.incidents.end() ? nullptr : &*found;
}

// The request, then the message, then where it happened.
void AppendEvidence(const IncidentRow& row, Html& page) {
  if (!row.uri.empty() || !row.method.empty()) {
    page.Code(row.method.empty() || row.uri.empty() ? row.method + row.uri : row.method + " " + row.uri);
  }
  if (!row.vhost.empty()) page.Markup(" on ").Text(row.vhost);
  if (row.status != 0) page.Markup(" &rarr; ").Text(std::to_string(row.status));
  if (const std::string place = PlaceText(row); !place.empty())
    page.Markup("<small>found in ").Text(place).Markup("</small>");
  if (!row.message.empty()) page.Markup("<small>").Text(row.message).Markup("</small>");
}

void AppendScores(const std::vector<ScoreView>& scores, Html& page) {
  if (scores.empty()) return;
  page.Markup("<div class=\"scores\">");
  for (const ScoreView& score : scores) {
    page.Markup("<span>").Text(score.name).Markup("</span>");
    if (score.capacity == 0) {
      page.Markup("<span></span><span>").Text(FormatScore(score.score)).Markup("</span>");
    } else {
      page.Bar(score.score, score.capacity).Markup("<span>").Text(FormatScore(score.score)).Markup(" / ");
      page.Number(score.capacity).Markup("</span>");
    }
  }
  page.Markup("</div>");
}

void AppendBlockedRow(const Snapshot& snapshot, const ClientRow& client, Html& page) {
  page.Markup("<tr>");
  AppendClientCell(client.address, client.scope, page);
  page.Cell("reason").Badge(client.blocked ? "red" : "amber",
                            client.reason.empty() ? "blocked" : client.reason);
  if (client.detection_only) page.Markup("<small>detection only: not denied</small>");
  if (const std::string_view why = TextOf(client.not_denied); !why.empty())
    page.Markup("<small>").Text(why).Markup("</small>");
  if (client.foreign_only) page.Markup("<small>").Text(kForeignOnlyText).Markup("</small>");
  if (client.range_bits != 0 && client.by_hand) page.Markup("<small>the whole range</small>");
  if (client.range_parts != 0) {
    page.Markup("<small>the whole range: clients in ").Number(client.range_parts);
    page.Markup(" of its parts were blocked</small>");
  }
  if (client.strikes > 1) page.Markup("<small>block number ").Number(client.strikes).Markup("</small>");
  page.EndCell().Cell("remaining").Markup("<b>");
  page.Text(FormatSpan(snapshot.now, client.blocked_until)).Markup("</b><small>until ");
  page.Text(FormatTimeShort(client.blocked_until)).Markup("</small>").EndCell().Cell("evidence", "evidence");
  if (const IncidentRow* incident = LastIncident(snapshot, client)) {
    AppendEvidence(*incident, page);
    page.Markup("<small>");
    AppendRule(incident->rule, incident->rule_name, page);
    page.Markup("</small>");
  } else {
    AppendRule(client.last_rule, RuleName(snapshot, client.last_rule), page);
  }
  page.EndCell()
      .Cell("denied", "n")
      .Number(client.denials)
      .EndCell()
      .Cell("entries", "n")
      .Number(client.entries);
  page.EndCell().Cell("last seen").Moment(client.last_seen, snapshot.now).EndCell().Markup("</tr>\n");
}

void AppendClientRow(const Snapshot& snapshot, const ClientRow& client, Html& page) {
  page.Markup("<tr>");
  AppendClientCell(client.address, client.scope, page);
  page.Cell("scores");
  AppendScores(client.scores, page);
  page.EndCell().Cell("last rule");
  AppendRule(client.last_rule, RuleName(snapshot, client.last_rule), page);
  page.EndCell().Cell("history");
  if (client.strikes != 0) {
    page.Number(client.strikes).Text(client.strikes == 1 ? " block" : " blocks").Markup("<small>last: ");
    page.Text(client.reason).Markup("</small>");
  }
  page.EndCell()
      .Cell("denied", "n")
      .Number(client.denials)
      .EndCell()
      .Cell("entries", "n")
      .Number(client.entries);
  page.EndCell().Cell("last seen").Moment(client.last_seen, snapshot.now).EndCell().Markup("</tr>\n");
}

void AppendIncidentRow(const Snapshot& snapshot, const IncidentRow& row, Html& page) {
  page.Markup("<tr>").Cell("time").Moment(row.time, snapshot.now).EndCell();
  page.Cell("what").Badge(Info(row.kind).colour, IncidentKindName(row.kind)).Markup(" ").Text(row.category);
  if (row.until > row.time) {
    page.Markup("<small>for ").Text(FormatSpan(row.time, row.until)).Markup("</small>");
  }
  if (row.foreign_only) page.Markup("<small>").Text(kForeignOnlyText).Markup("</small>");
  page.EndCell();
  AppendClientCell(row.client, row.scope, page);
  page.Cell("score", "n");
  if (row.capacity != 0) {
    page.Number(row.score)
        .Markup(" / ")
        .Number(row.capacity)
        .Markup("<small>")
        .Text(row.limit)
        .Markup("</small>");
  }
  page.EndCell().Cell("rule");
  if (row.rule != 0)
    page.Text(std::to_string(row.rule)).Markup("<small>").Text(row.rule_name).Markup("</small>");
  page.EndCell().Cell("evidence", "evidence");
  AppendEvidence(row, page);
  page.EndCell().Markup("</tr>\n");
}

bool IsBlocked(const ClientRow& client) {
  return client.blocked || client.detection_only || client.not_denied != NotDenied::kDoesNotApply;
}

}  // namespace

void AppendBlockedClients(const Snapshot& snapshot, Html& page) {
  page.Markup("<section id=\"blocked\"><h2>Blocked clients <small>").Number(snapshot.blocked_clients);
  page.Markup(" denied now");
  if (snapshot.blocked_ranges != 0)
    page.Markup(", and ").Number(snapshot.blocked_ranges).Markup(" ranges as a whole");
  page.Markup("</small></h2>\n");
  if (std::none_of(snapshot.clients.begin(), snapshot.clients.end(), IsBlocked)) {
    page.Markup("<p class=\"none\">Nobody is blocked.</p></section>\n");
    return;
  }
  page.Markup(
      "<table class=\"stack\"><thead><tr><th>Client<th>Reason<th>Remaining<th>Evidence<th "
      "class=\"n\">Denied<th class=\"n\">Entries"
      "<th>Last seen</tr></thead>\n<tbody>\n");
  for (const ClientRow& client : snapshot.clients) {
    if (IsBlocked(client)) AppendBlockedRow(snapshot, client, page);
  }
  page.Markup("</tbody></table></section>\n");
}

void AppendOtherClients(const Snapshot& snapshot, Html& page) {
  page.Markup("<section id=\"clients\"><h2>Other clients <small>highest scores first</small></h2>\n");
  if (std::all_of(snapshot.clients.begin(), snapshot.clients.end(), IsBlocked)) {
    page.Markup("<p class=\"none\">No other client has a score.</p></section>\n");
    return;
  }
  page.Markup(
      "<table class=\"stack\"><thead><tr><th>Client<th>Scores<th>Last rule<th>History<th "
      "class=\"n\">Denied<th class=\"n\">Entries"
      "<th>Last seen</tr></thead>\n<tbody>\n");
  for (const ClientRow& client : snapshot.clients) {
    if (!IsBlocked(client)) AppendClientRow(snapshot, client, page);
  }
  page.Markup("</tbody></table></section>\n");
}

void AppendIncidents(const Snapshot& snapshot, Html& page) {
  page.Markup("<section id=\"incidents\"><h2>Incidents <small>newest first</small></h2>\n");
  if (snapshot.incidents.empty()) {
    page.Markup("<p class=\"none\">None so far.</p></section>\n");
    return;
  }
  page.Markup(
      "<table class=\"stack\"><thead><tr><th>Time (UTC)<th>What<th>Client<th "
      "class=\"n\">Score<th>Rule<th>Evidence</tr></thead>\n"
      "<tbody>\n");
  for (const IncidentRow& row : snapshot.incidents) AppendIncidentRow(snapshot, row, page);
  page.Markup("</tbody></table></section>\n");
}

}  // namespace errwatch
