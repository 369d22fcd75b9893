// What no rule knows, on the status page: what goes on now, and what was told lately.
#include "anomaly/crowd.h"
#include "base/phrase.h"
#include "base/time_text.h"
#include "base/visible_text.h"
#include "pages/anomaly_text.h"
#include "pages/crowd_view.h"
#include "pages/html.h"

namespace errwatch {
namespace {

void AppendWhatFollows(const Snapshot& snapshot, const CrowdRow& row, Html& page) {
  page.Cell("What follows for who joins");
  const std::optional<UnderAttack> follows = WhatFollows(snapshot, row);
  if (!IsAttack(row.kind)) {
    page.Text(page.OfList("nothing: it is no attack"));
  } else if (follows) {
    switch (follows->joiners) {
      case Joiners::kReport:
        page.Text(page.OfList("nothing: it is only told"));
        break;
      case Joiners::kTighten:
        page.Text(
            Filled(page.OfList("what it does weighs {0} times as much"), {std::to_string(follows->factor)}));
        break;
      case Joiners::kBlock:
        page.Text(page.OfList("it is blocked, unless it got anything that it asked for"));
        break;
    }
    page.Small("ErrWatchUnderAttack " + DirectiveText(*follows));
  }
  page.EndCell();
}

void AppendCrowds(const Snapshot& snapshot, Html& page) {
  BeginTable("crowd-table", "What many clients do together, and goes on",
             {"What", "#Clients", "Since", "Evidence", "What follows for who joins"}, page);
  for (const CrowdRow& row : snapshot.crowds) {
    const Anomaly anomaly{row.kind, row.entries, 0, row.clients, row.begun};
    page.Markup("<tr>").Cell("What");
    page.Badge(IsAttack(row.kind) ? "red" : "amber", AnomalyKindName(row.kind)).Markup(" ");
    page.Text(row.category).Small(AnomalyText(anomaly, row.last, page.language())).EndCell();
    page.Cell("Clients", "n").Number(row.clients).EndCell();
    page.Cell("Since").Moment(row.begun, snapshot.now).EndCell();
    page.Cell("Evidence", "evidence").Code(ReadableText(row.target));
    if (!row.vhost.empty()) page.Say(" on {0}", {row.vhost});
    page.Small(row.ranges).EndCell();
    AppendWhatFollows(snapshot, row, page);
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

std::string StateText(const ModelRow& row, const Snapshot& snapshot, const Html& page) {
  switch (row.state) {
    case ModelState::kNotUsed:
      return std::string(page.OfList("not used"));
    case ModelState::kUsed:
      return std::string(page.OfList("used"));
    case ModelState::kLearning:
      break;
  }
  // A site that few visit is learnt for longer.
  if (row.until <= snapshot.now) return std::string(page.OfList("learning, until enough requests came"));
  return Filled(page.OfList("learning, until {0}"), {FormatTimeShort(row.until)});
}

void AppendModels(const Snapshot& snapshot, Html& page) {
  BeginTable("model-table", "What requests are compared with", {"Place", "State", "#Learnt from"}, page);
  for (const ModelRow& row : snapshot.models) {
    page.Markup("<tr>").RowHead("Place", "evidence").Code(row.path).EndRowHead().Cell("State");
    page.Text(StateText(row, snapshot, page)).Small(row.problem).EndCell();
    page.Cell("Learnt from", "n").Number(row.requests).EndCell().Markup("</tr>\n");
  }
  EndTable(page);
}

}  // namespace

bool HasAnomalies(const Snapshot& snapshot) {
  return !snapshot.crowds.empty() || !snapshot.anomalies.empty() || !snapshot.models.empty();
}

void AppendAnomalies(const Snapshot& snapshot, Html& page) {
  if (!HasAnomalies(snapshot)) return;
  BeginSection("anomalies", page.In("Anomalies"), "", page);
  if (!snapshot.crowds.empty()) AppendCrowds(snapshot, page);
  if (!snapshot.anomalies.empty()) AppendTold(snapshot, page);
  if (!snapshot.models.empty()) AppendModels(snapshot, page);
  page.Markup("</section>\n");
}

}  // namespace errwatch
