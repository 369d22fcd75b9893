// Incidents, and what they name, on the status page.
#include "base/time_text.h"
#include "pages/html.h"
#include "pages/place_text.h"

namespace errwatch {
namespace {

void AppendIncidentRow(const Snapshot& snapshot, const IncidentRow& row, Html& page) {
  page.Markup("<tr>").Cell("time").Moment(row.time, snapshot.now).EndCell();
  page.Cell("what").Badge(Info(row.kind).colour, IncidentKindName(row.kind)).Markup(" ").Text(row.category);
  if (row.until > row.time)
    page.Markup("<small>").Text("for ").Text(FormatSpan(row.time, row.until)).Markup("</small>");
  if (row.foreign_only) page.Small(kForeignOnlyText);
  page.EndCell();
  AppendClientCell(snapshot, row.client, row.is_range, row.scope, page);
  page.Cell("score", "n");
  if (row.capacity != 0) {
    page.Number(row.score).Markup(" / ").Number(row.capacity).Markup("<small>");
    page.Text(row.limit).Markup("</small>");
  }
  page.EndCell().Cell("rule");
  if (row.rule != 0)
    page.Text(std::to_string(row.rule)).Markup("<small>").Text(row.rule_name).Markup("</small>");
  page.EndCell().Cell("evidence", "evidence");
  AppendEvidence(row, page);
  page.EndCell().Markup("</tr>\n");
}

}  // namespace

void AppendEvidence(const IncidentRow& row, Html& page) {
  if (!row.uri.empty() || !row.method.empty()) {
    page.Code(row.method.empty() || row.uri.empty() ? row.method + row.uri : row.method + " " + row.uri);
  }
  if (!row.vhost.empty()) page.Text(" on ").Text(row.vhost);
  if (row.status != 0) page.Markup(" &rarr; ").Text(std::to_string(row.status));
  if (const std::string place = PlaceText(row); !place.empty())
    page.Markup("<small>").Text("found in ").Text(place).Markup("</small>");
  if (!row.message.empty()) page.Markup("<small>").Text(row.message).Markup("</small>");
}

void AppendIncidents(const Snapshot& snapshot, Html& page) {
  BeginSection("incidents", "Incidents", "newest first", page);
  if (snapshot.incidents.empty()) {
    page.Markup("<p class=\"none\">").Text("None so far.").Markup("</p></section>\n");
    return;
  }
  BeginTable("incident-table", "What was blocked, or worth telling",
             {"Time (UTC)", "What", "Client", "#Score", "Rule", "Evidence"}, page);
  for (const IncidentRow& row : snapshot.incidents) AppendIncidentRow(snapshot, row, page);
  EndTable(page);
  page.Markup("</section>\n");
}

void AppendTargets(const Snapshot& snapshot, Html& page) {
  if (snapshot.targets.empty()) return;
  BeginSection("targets", "Most attacked", "by the incidents that memory holds", page);
  BeginTable("target-table", "Paths that incidents name, without their queries",
             {"Path", "#Incidents", "#Clients", "Last category", "Last"}, page);
  for (const TargetRow& row : snapshot.targets) {
    page.Markup("<tr>").RowHead("path", "evidence").Code(row.path);
    if (!row.vhost.empty()) page.Text(" on ").Text(row.vhost);
    page.EndRowHead().Cell("incidents", "n").Number(row.incidents).EndCell();
    page.Cell("clients", "n").Number(row.clients).EndCell().Cell("category").Text(row.category).EndCell();
    page.Cell("last").Moment(row.last, snapshot.now).EndCell().Markup("</tr>\n");
  }
  EndTable(page);
  page.Markup("</section>\n");
}

}  // namespace errwatch
