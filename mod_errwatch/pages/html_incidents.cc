// Incidents, and what they name, on the status page.
#include "base/phrase.h"
#include "base/time_text.h"
#include "base/visible_text.h"
#include "pages/anomaly_text.h"
#include "pages/html.h"
#include "pages/place_text.h"

namespace errwatch {
namespace {

void AppendIncidentRow(const Snapshot& snapshot, const IncidentRow& row, Html& page) {
  page.Markup("<tr>").Cell("Time (UTC)").Moment(row.time, snapshot.now).EndCell();
  page.Cell("What").Badge(Info(row.kind).colour, IncidentKindName(row.kind)).Markup(" ").Text(row.category);
  if (row.until > row.time) page.Small(Filled(page.In("for {0}"), {page.SpanText(row.time, row.until)}));
  if (!row.incident.empty()) page.Small(Filled(page.In("incident {0}"), {row.incident}));
  if (row.anomaly) page.Small(AnomalyText(*row.anomaly, row.time, page.language()));
  if (row.foreign_only) page.Small(page.OfList(kForeignOnlyText));
  if (row.joined) page.Small(JoinedText(row.kind, *row.joined, page.language()));
  page.EndCell();
  AppendClientCell(snapshot, row.client, row.is_range, row.scope, page);
  page.Cell("Score", "n");
  if (row.capacity != 0) {
    page.Number(row.score).Markup(" / ").Number(row.capacity).Markup("<small>");
    page.Text(row.limit).Markup("</small>");
  }
  page.EndCell().Cell("Rule");
  if (row.rule != 0)
    page.Text(std::to_string(row.rule)).Markup("<small>").Text(row.rule_name).Markup("</small>");
  page.EndCell().Cell("Evidence", "evidence");
  AppendEvidence(row, page);
  page.EndCell().Markup("</tr>\n");
}

}  // namespace

void AppendEvidence(const IncidentRow& row, Html& page) {
  if (!row.uri.empty() || !row.method.empty()) {
    const std::string uri = ReadableText(row.uri);
    page.Code(row.method.empty() || uri.empty() ? row.method + uri : row.method + " " + uri);
  }
  if (!row.vhost.empty()) page.Say(" on {0}", {row.vhost});
  if (row.status != 0) page.Markup(" &rarr; ").Text(std::to_string(row.status));
  if (const std::string place = PlaceText(row, page.language()); !place.empty())
    page.Small(Filled(page.In("found in {0}"), {ReadableText(place)}));
  page.Small(ReadableText(row.message));
}

void AppendIncidents(const Snapshot& snapshot, Html& page) {
  BeginSection("incidents", page.In("Incidents"), page.In("newest first"), page);
  if (snapshot.incidents.empty()) {
    page.Markup("<p class=\"none\">").Say("None so far.").Markup("</p></section>\n");
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
  BeginSection("targets", page.In("Most attacked"), page.In("by what memory still holds of each client"),
               page);
  BeginTable("target-table",
             "Paths that recognised attacks, and all that counted of blocked clients, were for; without "
             "their queries",
             {"Path", "#Entries", "#Clients", "Last category", "Last"}, page);
  for (const TargetRow& row : snapshot.targets) {
    page.Markup("<tr>").RowHead("Path", "evidence").Code(ReadableText(row.path));
    if (!row.vhost.empty()) page.Say(" on {0}", {row.vhost});
    page.EndRowHead().Cell("Entries", "n").Number(row.entries).EndCell();
    page.Cell("Clients", "n")
        .Number(row.clients)
        .EndCell()
        .Cell("Last category")
        .Text(row.category)
        .EndCell();
    page.Cell("Last").Moment(row.last, snapshot.now).EndCell().Markup("</tr>\n");
  }
  EndTable(page);
  page.Markup("</section>\n");
}

}  // namespace errwatch
