// The section in mod_status's page.
// That page is plain HTML without a style sheet of ours, so this is plain too.
#include <algorithm>

#include "base/time_text.h"
#include "base/visible_text.h"
#include "pages/html.h"
#include "pages/place_text.h"
#include "pages/render.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostRows = 10;

void AppendState(const Snapshot& snapshot, Html& page) {
  page.Markup("<dl>\n<dt>Blocked clients: ")
      .Number(snapshot.blocked_clients)
      .Markup(" - Clients in the table: ");
  page.Number(snapshot.table_clients)
      .Markup(" of ")
      .Number(snapshot.table_capacity)
      .Markup("</dt>\n<dt>Entries: ");
  page.Number(CounterValue(snapshot, "entries"))
      .Markup(" - Incidents: ")
      .Number(CounterValue(snapshot, "incidents"));
  page.Markup(" - Requests denied: ").Number(CounterValue(snapshot, "denials")).Markup("</dt>\n");
  for (const std::string& warning : snapshot.warnings)
    page.Markup("<dt>Warning: ").Text(warning).Markup("</dt>\n");
  page.Markup("</dl>\n");
}

void AppendBlocked(const Snapshot& snapshot, Html& page) {
  std::size_t rows = 0;
  for (const ClientRow& client : snapshot.clients) {
    if (!client.blocked || rows == kMostRows) continue;
    if (rows++ == 0) {
      page.Markup(
          "<table border=\"0\" cellpadding=\"3\"><tr><th>Blocked "
          "client</th><th>Reason</th><th>Remaining</th><th>Denied</th></tr>\n");
    }
    page.Markup("<tr><td>")
        .Text(client.address.ToString())
        .Markup("</td><td>")
        .Text(client.reason)
        .Text(client.foreign_only ? ", " + std::string(kForeignOnlyText) : std::string())
        .Markup("</td><td>");
    page.Text(FormatSpan(snapshot.now, client.blocked_until)).Markup("</td><td>");
    page.Number(client.denials).Markup("</td></tr>\n");
  }
  if (rows != 0) page.Markup("</table>\n");
}

void AppendLatest(const Snapshot& snapshot, Html& page) {
  if (snapshot.incidents.empty()) return;
  page.Markup(
      "<table border=\"0\" "
      "cellpadding=\"3\"><tr><th>Incident</th><th>Kind</th><th>Category</th><th>Client</th><th>Rule</th>"
      "<th>Request</th></tr>\n");
  for (std::size_t i = 0; i < std::min(snapshot.incidents.size(), kMostRows); ++i) {
    const IncidentRow& row = snapshot.incidents[i];
    page.Markup("<tr><td>")
        .Text(FormatTimeShort(row.time))
        .Markup("</td><td>")
        .Text(IncidentKindName(row.kind))
        .Markup("</td><td>");
    page.Text(row.category).Markup("</td><td>").Text(row.client.ToString()).Markup("</td><td>");
    if (row.rule != 0) page.Text(std::to_string(row.rule)).Markup(" ").Text(row.rule_name);
    page.Markup("</td><td>").Text(row.method).Markup(" ").Text(ReadableText(row.uri));
    if (IsBesideTheLine(row)) page.Markup(", in ").Text(ReadableText(PlaceText(row)));
    page.Markup("</td></tr>\n");
  }
  page.Markup("</table>\n");
}

}  // namespace

std::string RenderHtmlSection(const Snapshot& snapshot) {
  Html page;
  page.Markup("<hr />\n<h2>mod_errwatch</h2>\n");
  AppendState(snapshot, page);
  AppendBlocked(snapshot, page);
  AppendLatest(snapshot, page);
  return page.Take();
}

}  // namespace errwatch
