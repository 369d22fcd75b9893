#include "base/phrase.h"
#include "base/time_text.h"
#include "pages/html_page.h"
#include "pages/render.h"

namespace errwatch {
namespace {

constexpr PagePart kParts[] = {{"blocked", "Blocked"},       {"anomalies", "Anomalies"},
                               {"clients", "Clients"},       {"minutes", "Two hours"},
                               {"hours", "Seven days"},      {"targets", "Most attacked"},
                               {"incidents", "Incidents"},   {"categories", "Categories"},
                               {"rules", "Rules"},           {"coverage", "LogLevel coverage"},
                               {"limits", "Limits"},         {"vhosts", "Virtual hosts"},
                               {"event-logs", "Event logs"}, {"hosts", "Other hosts"},
                               {"counters", "Counters"}};

// What a part has nothing to show for is left out.
std::vector<PagePart> PartsOf(const Snapshot& snapshot) {
  std::vector<PagePart> parts(std::begin(kParts), std::end(kParts));
  std::erase_if(parts, [&snapshot](const PagePart& part) {
    return (part.id == "targets" && snapshot.targets.empty()) ||
           (part.id == "anomalies" && !HasAnomalies(snapshot)) ||
           (part.id == "coverage" && snapshot.coverage.empty()) ||
           (part.id == "limits" && snapshot.limits.empty()) ||
           (part.id == "hosts" && snapshot.share.group.empty()) ||
           (part.id == "event-logs" && snapshot.event_logs.empty()) ||
           (part.id == "vhosts" && snapshot.vhosts.empty());
  });
  return parts;
}

}  // namespace

std::string RenderHtml(const Snapshot& snapshot, const PageQuery& query) {
  Html page(query.language, query.language_asked);
  PageHead head{"mod_errwatch", "mod_errwatch", snapshot.version};
  if (snapshot.blocked_clients != 0)
    head.title = Filled("({0}) {1}", {FormatCount(snapshot.blocked_clients), head.title});
  BeginPage(snapshot, query, head, PartsOf(snapshot), page);
  AppendSummary(snapshot, page);
  AppendBlockedClients(snapshot, page);
  AppendAllowed(snapshot, page);
  AppendAnomalies(snapshot, page);
  AppendTimelines(snapshot, page);
  AppendTargets(snapshot, page);
  AppendOtherClients(snapshot, page);
  AppendIncidents(snapshot, page);
  page.Markup("<div class=\"two\">\n");
  AppendCategories(snapshot, page);
  AppendRules(snapshot, page);
  page.Markup("</div>\n");
  AppendCoverage(snapshot, page);
  page.Markup("<div class=\"two\">\n");
  AppendLimits(snapshot, page);
  AppendVhosts(snapshot, page);
  page.Markup("</div>\n");
  AppendEventLogs(snapshot, page);
  AppendShare(snapshot, page);
  AppendCounters(snapshot, page);
  EndPage(snapshot, page);
  return page.Take();
}

}  // namespace errwatch
