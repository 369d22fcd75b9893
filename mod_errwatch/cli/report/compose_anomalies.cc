// What no rule knows, told beside the incidents: nobody is charged for it.
#include <utility>

#include "base/time_text.h"
#include "base/visible_text.h"
#include "cli/report/compose.h"
#include "pages/anomaly_text.h"

namespace errwatch::cli {

void ComposeAnomalies(const IncidentReport& report, std::size_t most, Document& document) {
  if (report.anomalies.empty() && !report.anomalies_watched) return;
  document.Heading(Say::kAnomalies);
  const Say none = report.doubts.untimed ? Say::kAnomaliesNoTimes : Say::kAnomaliesNone;
  document.Paragraph(Plain(report.language, report.anomalies.empty() ? none : Say::kAnomaliesNote));
  DocumentTable table;
  table.columns = {TimeColumn(report, Say::kColumnTime), Titled(report.language, Say::kColumnKind),
                   Titled(report.language, Say::kColumnMeaning), Titled(report.language, Say::kColumnAbout)};
  for (const ReportAnomaly& anomaly : report.anomalies) {
    if (most != 0 && table.rows.size() == most) break;
    const AnomalyEvent event = report.Shown(anomaly.event);
    std::string about = WhereOf(event);
    if (!anomaly.client.empty()) about = report.Client(anomaly.client) + (about.empty() ? "" : ", ") + about;
    table.rows.push_back({Plain(report.time.Short(event.time_us)), Plain(AnomalyKindName(event.anomaly.kind)),
                          Plain(WhatOf(event, report.language)), ForeignLine(ReadableText(about))});
  }
  const std::size_t shown = table.rows.size();
  document.AddTable(std::move(table));
  if (report.anomalies.size() > shown)
    document.Paragraph(
        Filled(report.language, Say::kAnomaliesMore, {Own(FormatCount(report.anomalies.size() - shown))}));
}

}  // namespace errwatch::cli
