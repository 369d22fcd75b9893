#include "base/time_text.h"
#include "pages/html.h"
#include "pages/html_style.h"
#include "pages/render.h"

namespace errwatch {
namespace {

// Should a text ever slip through unescaped, the policy still keeps a browser from running or fetching
// anything. The empty icon keeps it from asking the server for one.
constexpr char kHead[] =
    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
    "img-src data:; "
    "base-uri 'none'; form-action 'none'\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<meta name=\"robots\" content=\"noindex, nofollow\">\n<meta name=\"referrer\" content=\"no-referrer\">\n"
    "<link rel=\"icon\" href=\"data:,\">\n<title>";

constexpr char kNavigation[] =
    "<nav><a href=\"#blocked\">Blocked</a><a href=\"#clients\">Clients</a><a "
    "href=\"#incidents\">Incidents</a>"
    "<a href=\"#categories\">Categories</a><a href=\"#rules\">Rules</a><a href=\"#coverage\">LogLevel "
    "coverage</a>"
    "<a href=\"#limits\">Limits</a><a href=\"#vhosts\">Virtual hosts</a><a "
    "href=\"#counters\">Counters</a></nav>\n";

void AppendTitle(const Snapshot& snapshot, Html& page) {
  if (snapshot.blocked_clients != 0) page.Markup("(").Number(snapshot.blocked_clients).Markup(") ");
  page.Markup("mod_errwatch</title>\n<style>")
      .Markup(kStyleSheet)
      .Markup("</style>\n</head>\n<body>\n<div class=\"wrap\">\n");
}

}  // namespace

std::string RenderHtml(const Snapshot& snapshot) {
  Html page;
  page.Markup(kHead);
  AppendTitle(snapshot, page);
  AppendSummary(snapshot, page);
  page.Markup(kNavigation).Markup("<main>\n");
  AppendBlockedClients(snapshot, page);
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
  AppendCounters(snapshot, page);
  page.Markup("</main>\n</div>\n</body>\n</html>\n");
  return page.Take();
}

}  // namespace errwatch
