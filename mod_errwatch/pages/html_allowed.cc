// Who is allowed at run time, on the status page.
#include "pages/html.h"

#include "base/time_text.h"

namespace errwatch {

void AppendAllowed(const Snapshot& snapshot, Html& page) {
  if (snapshot.allowed.empty()) return;
  BeginSection("allowed", page.In("Allowed by an administrator"), FormatCount(snapshot.allowed_ranges), page);
  BeginTable("allowed-table", "Who is allowed for a time, and never counted or denied",
             {"Client", "Reason", "Remaining", "Allowed since"}, page);
  for (const AllowedRow& row : snapshot.allowed) {
    page.Markup("<tr>");
    AppendClientCell(snapshot, row.address, row.range_bits != 0, kUsualScope, page);
    page.Cell("Reason").Text(row.reason).EndCell();
    page.Cell("Remaining").Remaining(row.until, snapshot.now).EndCell();
    page.Cell("Allowed since").Moment(row.since, snapshot.now).EndCell().Markup("</tr>\n");
  }
  EndTable(page);
  AppendMore(snapshot,
             snapshot.allowed_ranges > snapshot.allowed.size()
                 ? snapshot.allowed_ranges - snapshot.allowed.size()
                 : 0,
             page);
  page.Markup("</section>\n");
}

}  // namespace errwatch
