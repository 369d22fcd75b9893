// The top of the status page: what runs, in which state, and what the operator should know.
#include "base/phrase.h"
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
        .Text(row.ports.empty() || row.ports.front() == 0 ? row.name : row.name + ":" + PortsOf(row))
        .Markup("</li>");
  }
  if (snapshot.vhosts.size() > kMost) {
    page.Markup("<li><a href=\"#vhosts\">")
        .Say("and {0} more", {FormatCount(snapshot.vhosts.size() - kMost)})
        .Markup("</a></li>");
  }
  page.Markup("</ul>\n");
}

// What is said of one, and of many.
struct TileText {
  // Implicit, so that a literal is a text.
  consteval TileText(const char* any) : one(any), many(any) {}  // NOLINT(google-explicit-constructor)
  consteval TileText(const char* of_one, const char* of_many) : one(of_one), many(of_many) {}
  PagePhrase one, many;
};

void AppendTile(uint64_t value, const TileText& text, bool hot, Html& page) {
  if (hot) {
    page.Markup("<div class=\"tile hot\"><b>");
  } else {
    page.Markup("<div class=\"tile\"><b>");
  }
  page.Number(value)
      .Markup("</b><span>")
      .Say(OneOrMany(value, text.one, text.many))
      .Markup("</span></div>\n");
}

void AppendTiles(const Snapshot& snapshot, Html& page) {
  page.Markup("<div class=\"tiles\">\n");
  AppendTile(snapshot.blocked_clients, {"client denied now", "clients denied now"},
             snapshot.blocked_clients != 0, page);
  const auto append_some = [&page](uint64_t count, const TileText& text, bool hot) {
    if (count != 0) AppendTile(count, text, hot, page);
  };
  append_some(snapshot.blocked_ranges, {"range denied as a whole", "ranges denied as a whole"}, true);
  append_some(snapshot.would_be_denied, "would be denied, were the engine On", false);
  append_some(snapshot.not_denied, "with a block, but not denied", false);
  AppendTile(CounterValue(snapshot, "denials"), {"request denied", "requests denied"}, false, page);
  append_some(CounterValue(snapshot, "would_deny"),
              {"request would have been denied", "requests would have been denied"}, false);
  AppendTile(CounterValue(snapshot, "incidents"), {"incident", "incidents"}, false, page);
  AppendTile(CounterValue(snapshot, "entries"), {"error-log entry seen", "error-log entries seen"}, false,
             page);
  page.Markup("<div class=\"tile\"><b>").Number(snapshot.table_clients).Markup("</b><span>");
  page.Say(OneOrMany(snapshot.table_visitors, PagePhrase("of {0} clients in the table, and {1} visitor"),
                     PagePhrase("of {0} clients in the table, and {1} visitors")),
           {FormatCount(snapshot.table_capacity), FormatCount(snapshot.table_visitors)});
  page.Markup("</span>").Bar(snapshot.table_clients, snapshot.table_capacity).Markup("</div>\n</div>\n");
}

void AppendWarnings(const Snapshot& snapshot, Html& page) {
  if (snapshot.warnings.empty()) return;
  page.Markup("<div class=\"warn\" role=\"region\" aria-label=\"")
      .Say("What you should know")
      .Markup("\"><ul>");
  for (const std::string& warning : snapshot.warnings) page.Markup("<li>").Text(warning).Markup("</li>");
  page.Markup("</ul></div>\n");
}

void AppendProxies(const Snapshot& snapshot, Html& page) {
  if (snapshot.proxies.empty()) return;
  page.Markup("<p>").Say("Taken for proxies, by what they forward: ");
  for (std::size_t i = 0; i < snapshot.proxies.size(); ++i)
    page.Text(i == 0 ? "" : ", ").Text(snapshot.proxies[i]);
  page.Markup("</p>\n");
}

}  // namespace

void AppendSummary(const Snapshot& snapshot, Html& page) {
  page.Markup("<div id=\"state\" data-live=\"1\">\n<p>");
  if (!snapshot.server.empty()) page.Text(snapshot.server).Markup(" &middot; ");
  page.Text(FormatTimeShort(snapshot.now)).Text(" UTC");
  if (snapshot.started != Tick())
    page.Markup(" &middot; ").Say("counting for {0}", {page.SpanText(snapshot.started, snapshot.now)});
  page.Markup(" &middot; ").Say("generation {0}", {FormatCount(snapshot.generation)});
  if (!snapshot.jit) page.Markup(" &middot; ").Say("patterns are interpreted (no JIT)");
  page.Markup("</p>\n");
  if (!snapshot.state_file.empty()) page.Markup("<p>").Code(snapshot.state_file).Markup("</p>\n");
  AppendProxies(snapshot, page);
  AppendEngines(snapshot, page);
  AppendWarnings(snapshot, page);
  AppendTiles(snapshot, page);
  page.Markup("</div>\n");
}

}  // namespace errwatch
