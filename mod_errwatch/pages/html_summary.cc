// The top of the status page: what runs, in which state, and what the operator should know.
#include "base/time_text.h"
#include "pages/html.h"
#include "pages/render.h"

namespace errwatch {
namespace {

std::string_view EngineColour(std::string_view engine) {
  if (engine == "On") return "green";
  return engine == "DetectionOnly" ? "amber" : "grey";
}

void AppendEngines(const Snapshot& snapshot, Html& page) {
  constexpr std::size_t kMost = 12;  // all of them are in the table of virtual hosts
  if (snapshot.vhosts.empty()) return;
  page.Markup("<ul class=\"chips\">");
  for (std::size_t i = 0; i < snapshot.vhosts.size() && i < kMost; ++i) {
    const VhostRow& row = snapshot.vhosts[i];
    page.Markup("<li>")
        .Badge(EngineColour(row.engine), row.engine)
        .Markup(" ")
        .Text(row.name)
        .Markup("</li>");
  }
  if (snapshot.vhosts.size() > kMost) {
    page.Markup("<li><a href=\"#vhosts\">and ")
        .Number(snapshot.vhosts.size() - kMost)
        .Markup(" more</a></li>");
  }
  page.Markup("</ul>\n");
}

void AppendTile(uint64_t value, std::string_view text, bool hot, Html& page) {
  if (hot) {
    page.Markup("<div class=\"tile hot\"><b>");
  } else {
    page.Markup("<div class=\"tile\"><b>");
  }
  page.Number(value).Markup("</b><span>").Text(text).Markup("</span></div>\n");
}

void AppendTiles(const Snapshot& snapshot, Html& page) {
  page.Markup("<div class=\"tiles\">\n");
  AppendTile(snapshot.blocked_clients, "clients blocked now", snapshot.blocked_clients != 0, page);
  AppendTile(CounterValue(snapshot, "denials"), "requests denied", false, page);
  if (const uint64_t held_back = CounterValue(snapshot, "would_deny"); held_back != 0) {
    AppendTile(held_back, "would have been denied", false, page);
  }
  AppendTile(CounterValue(snapshot, "incidents"), "incidents", false, page);
  AppendTile(CounterValue(snapshot, "entries"), "error-log entries seen", false, page);
  page.Markup("<div class=\"tile\"><b>").Number(snapshot.table_clients).Markup("</b><span>of ");
  page.Number(snapshot.table_capacity).Markup(" clients in the table, and ");
  page.Number(snapshot.table_visitors).Markup(" visitors</span>");
  page.Bar(snapshot.table_clients, snapshot.table_capacity).Markup("</div>\n</div>\n");
}

void AppendWarnings(const Snapshot& snapshot, Html& page) {
  if (snapshot.warnings.empty()) return;
  page.Markup("<div class=\"warn\" role=\"alert\"><ul>");
  for (const std::string& warning : snapshot.warnings) page.Markup("<li>").Text(warning).Markup("</li>");
  page.Markup("</ul></div>\n");
}

void AppendProxies(const Snapshot& snapshot, Html& page) {
  if (snapshot.proxies.empty()) return;
  page.Markup("<p>Taken for proxies, by what they forward: ");
  for (std::size_t i = 0; i < snapshot.proxies.size(); ++i)
    page.Text(i == 0 ? "" : ", ").Text(snapshot.proxies[i]);
  page.Markup("</p>\n");
}

}  // namespace

void AppendSummary(const Snapshot& snapshot, Html& page) {
  page.Markup("<header>\n<h1>mod_errwatch <small>").Text(snapshot.version).Markup("</small></h1>\n<p>");
  if (!snapshot.server.empty()) page.Text(snapshot.server).Markup(" &middot; ");
  page.Text(FormatTimeShort(snapshot.now)).Markup(" UTC");
  if (snapshot.started != Tick()) {
    page.Markup(" &middot; counting for ").Text(FormatSpan(snapshot.started, snapshot.now));
  }
  page.Markup(" &middot; generation ").Number(snapshot.generation);
  if (!snapshot.jit) page.Markup(" &middot; patterns are interpreted (no JIT)");
  page.Markup("</p>\n");
  if (!snapshot.state_file.empty()) page.Markup("<p>").Code(snapshot.state_file).Markup("</p>\n");
  AppendProxies(snapshot, page);
  AppendEngines(snapshot, page);
  page.Markup("</header>\n");
  AppendWarnings(snapshot, page);
  AppendTiles(snapshot, page);
}

}  // namespace errwatch
