// What no rule knows, on the status page: what goes on now, and what was told lately.
#include "base/phrase.h"
#include "base/time_text.h"
#include "base/visible_text.h"
#include "model/joined_attack.h"
#include "pages/anomaly_text.h"
#include "pages/crowd_view.h"
#include "pages/html.h"
#include "pages/model_rows.h"

namespace errwatch {
namespace {

void AppendWhatFollows(const CrowdRow& row, Html& page) {
  page.Cell("What follows for who joins");
  if (!IsAttack(row.kind)) {
    page.Text(page.OfList("nothing: it is no attack"));
  } else if (row.follows) {
    switch (row.follows->joiners) {
      case Joiners::kReport:
        page.Text(page.OfList("nothing: it is only told"));
        break;
      case Joiners::kTighten:
        page.Text(Filled(page.OfList("what it does weighs {0} times as much"),
                         {std::to_string(row.follows->factor)}));
        break;
      case Joiners::kBlock:
        page.Text(page.OfList("it is blocked, unless it got anything that it asked for"));
        break;
    }
    page.Small("ErrWatchUnderAttack " + DirectiveText(*row.follows));
  }
  page.EndCell();
}

void AppendCrowds(const Snapshot& snapshot, Html& page) {
  BeginTable("crowd-table", "What many clients do together, and goes on",
             {"What", "#Clients", "Since", "Evidence", "What follows for who joins"}, page);
  for (const CrowdRow& row : snapshot.crowds) {
    page.Markup("<tr>").Cell("What");
    page.Badge(IsAttack(row.kind) ? "red" : "amber", AnomalyKindName(row.kind)).Markup(" ");
    page.Text(row.category).Small(AnomalyText(AnomalyOf(row), row.last, page.language())).EndCell();
    page.Cell("Clients", "n").Number(row.clients).EndCell();
    page.Cell("Since").Moment(row.begun, snapshot.now).EndCell();
    page.Cell("Evidence", "evidence").Code(ReadableText(row.target));
    if (!row.vhost.empty()) page.Say(" on {0}", {row.vhost});
    page.Small(row.ranges).EndCell();
    AppendWhatFollows(row, page);
    page.Markup("</tr>\n");
  }
  EndTable(page);
}

void AppendTold(const Snapshot& snapshot, Html& page) {
  BeginTable("anomaly-table", "What no rule knows, told lately", {"Time (UTC)", "What", "Evidence"}, page);
  for (const IncidentRow& row : snapshot.anomalies) {
    page.Markup("<tr>").Cell("Time (UTC)").Moment(row.time, snapshot.now).EndCell().Cell("What");
    if (row.anomaly) {
      page.Badge(Info(row.kind).colour, AnomalyKindName(row.anomaly->kind)).Markup(" ").Text(row.category);
      page.Small(AnomalyText(*row.anomaly, row.time, page.language()));
    }
    page.EndCell().Cell("Evidence", "evidence");
    AppendEvidence(row, page);
    if (!row.client.empty()) page.Small(row.client.ToString());
    if (!row.found) page.Small(row.excerpt);
    page.EndCell().Markup("</tr>\n");
  }
  EndTable(page);
}

void AppendModels(const Snapshot& snapshot, Html& page) {
  BeginTable("model-table", "What requests are compared with",
             {"Place", "Virtual hosts", "State", "#Learnt from", "Learnt", "#Told from"}, page);
  for (const ModelRow& row : *snapshot.models) {
    page.Markup("<tr>").RowHead("Place", "evidence").Code(row.path).EndRowHead();
    page.Cell("Virtual hosts").Text(HostsText(row.vhosts, page.language())).EndCell().Cell("State");
    page.Text(StateText(row, snapshot.now, page.language())).Small(row.problem).EndCell();
    page.Cell("Learnt from", "n").Number(row.requests).EndCell();
    page.Cell("Learnt").Moment(row.learnt, snapshot.now).EndCell().Cell("Told from", "n");
    if (row.state == ModelState::kUsed) page.Number(row.threshold);
    page.EndCell().Markup("</tr>\n");
  }
  EndTable(page);
}

bool HasModels(const Snapshot& snapshot) { return snapshot.models && !snapshot.models->empty(); }

}  // namespace

bool HasAnomalies(const Snapshot& snapshot) {
  return !snapshot.crowds.empty() || !snapshot.anomalies.empty() || HasModels(snapshot);
}

void AppendAnomalies(const Snapshot& snapshot, Html& page) {
  if (!HasAnomalies(snapshot)) return;
  BeginSection("anomalies", page.In("Anomalies"), "", page);
  if (!snapshot.crowds.empty()) AppendCrowds(snapshot, page);
  if (!snapshot.anomalies.empty()) AppendTold(snapshot, page);
  if (HasModels(snapshot)) AppendModels(snapshot, page);
  page.Markup("</section>\n");
}

}  // namespace errwatch
