// What is configured and what it has met:
// categories, rules, LogLevel coverage, limits, virtual hosts and counters.
#include <algorithm>

#include "base/duration.h"
#include "base/phrase.h"
#include "base/time_text.h"
#include "config/directive.h"
#include "pages/html.h"
#include "rules/log_cost.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostHiddenIds = 40;  // of a virtual host; the rest is a number

void BeginRow(bool zero, Html& page) { zero ? page.Markup("<tr class=\"zero\">") : page.Markup("<tr>"); }

void AppendHidden(const CoverageRow& row, Html& page) {
  if (row.hidden_rules.empty()) {
    page.Badge("green", page.In("all rules can fire"));
    return;
  }
  page.Badge("amber", Filled(page.In("{0} of {1}"),
                             {std::to_string(row.hidden_rules.size()), std::to_string(row.rules)}));
  page.Say(" can never fire");
  page.Markup("<small>");
  for (std::size_t i = 0; i < row.hidden_rules.size() && i < kMostHiddenIds; ++i) {
    if (i != 0) page.Markup(", ");
    page.Text(std::to_string(row.hidden_rules[i]));
  }
  if (row.hidden_rules.size() > kMostHiddenIds) page.Markup(", &hellip;");
  page.Markup("</small>");
}

// What a word of LogLevel shows, and what that costs.
void AppendAdvice(const LevelAdvice& advice, Html& page) {
  const LogCostWords cost = WordsOfLogCost(advice.module, advice.level);
  page.Small(Filled(
      page.In(advice.rules.size() == 1 ? PagePhrase("{0}: {1} rule, {2}")
                                       : PagePhrase("{0}: {1} rules, {2}")),
      {advice.Word(), FormatCount(advice.rules.size()), Filled(page.OfList(cost.text), {cost.lines})}));
}

// Virtual hosts whose limits are all the same share one group:
// most servers have one set of limits and many hosts.
struct LimitGroup {
  std::vector<std::string_view> vhosts;
  std::vector<const LimitRow*> rows;
};

bool SameLimit(const LimitRow* a, const LimitRow* b) {
  return a->category == b->category && a->capacity == b->capacity && a->window == b->window &&
         a->block == b->block;
}

std::vector<LimitGroup> GroupLimits(const std::vector<LimitRow>& limits) {
  std::vector<LimitGroup> hosts;
  for (const LimitRow& row : limits) {
    if (hosts.empty() || hosts.back().vhosts.front() != row.vhost) hosts.push_back({{row.vhost}, {}});
    hosts.back().rows.push_back(&row);
  }
  std::vector<LimitGroup> groups;
  for (LimitGroup& host : hosts) {
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const LimitGroup& group) {
      return std::equal(group.rows.begin(), group.rows.end(), host.rows.begin(), host.rows.end(), SameLimit);
    });
    if (same == groups.end()) {
      groups.push_back(std::move(host));
    } else {
      same->vhosts.push_back(host.vhosts.front());
    }
  }
  return groups;
}

void AppendNames(const std::vector<std::string_view>& names, Html& page) {
  constexpr std::size_t kMost = 8;
  for (std::size_t i = 0; i < names.size() && i < kMost; ++i) {
    if (i != 0) page.Markup(", ");
    page.Text(names[i]);
  }
  if (names.size() > kMost) page.Say(" and {0} more", {FormatCount(names.size() - kMost)});
}

void AppendLimit(const LimitRow& row, Html& page) {
  page.Cell("Category").Text(row.category).EndCell().Cell("Limit", "n");
  page.Text(row.capacity == 0 ? std::string(page.In("none")) : FormatShape(row.capacity, row.window));
  page.EndCell().Cell("First block", "n");
  if (row.capacity != 0)
    page.Text(row.block.count() <= 0 ? std::string(page.In("no block")) : FormatDuration(row.block));
  page.EndCell();
}

}  // namespace

void AppendCategories(const Snapshot& snapshot, Html& page) {
  std::vector<CounterRow> rows = snapshot.categories;
  std::stable_sort(rows.begin(), rows.end(),
                   [](const CounterRow& a, const CounterRow& b) { return a.value > b.value; });
  double all = 0;
  for (const CounterRow& row : rows) all += static_cast<double>(row.value);
  BeginSection("categories", page.In("Categories"), page.In("entries and responses"), page);
  BeginTable("category-table", "Counted since the counters began", {"Category", "Share", "#Count"}, page);
  for (const CounterRow& row : rows) {
    BeginRow(row.value == 0, page);
    page.RowHead("Category")
        .Text(row.name)
        .Markup("<small class=\"beside\">")
        .Text(page.OfList(row.text))
        .Markup("</small>")
        .EndRowHead();
    page.Cell("Share", "share");
    if (row.value != 0) page.Bar(static_cast<double>(row.value), all);
    page.EndCell().Cell("Count", "n").Number(row.value).EndCell().Markup("</tr>\n");
  }
  EndTable(page);
  page.Markup("</section>\n");
}

void AppendRules(const Snapshot& snapshot, Html& page) {
  BeginSection("rules", page.In("Rules that hit"), page.In("most hits first"), page);
  if (snapshot.rules.empty()) {
    page.Markup("<p class=\"none\">").Say("No rule has hit yet.").Markup("</p></section>\n");
    return;
  }
  BeginTable("rule-table", "How often, and when last", {"Rule", "Category", "#Hits", "Last hit"}, page);
  for (const RuleHitsRow& row : snapshot.rules) {
    page.Markup("<tr>").RowHead("Rule").Text(std::to_string(row.id));
    page.Markup("<small>")
        .Text(row.name)
        .Markup("</small>")
        .EndRowHead()
        .Cell("Category")
        .Text(row.category)
        .EndCell()
        .Cell("Hits", "n")
        .Number(row.hits)
        .EndCell();
    page.Cell("Last hit").Moment(row.last_hit, snapshot.now).EndCell().Markup("</tr>\n");
  }
  EndTable(page);
  page.Markup("</section>\n");
}

void AppendCoverage(const Snapshot& snapshot, Html& page) {
  if (snapshot.coverage.empty()) return;
  BeginSection("coverage", page.In("LogLevel coverage"),
               page.In("rules whose message LogLevel keeps from being written"), page);
  BeginTable("coverage-table", "Rules that can never fire", {"Virtual host", "Hidden rules", "To see them"},
             page);
  for (const CoverageRow& row : snapshot.coverage) {
    page.Markup("<tr>").RowHead("Virtual host").Text(row.vhost).EndRowHead().Cell("Hidden rules");
    AppendHidden(row, page);
    page.EndCell().Cell("To see them");
    if (!row.log_level.empty()) page.Code(row.log_level);
    for (const LevelAdvice& advice : row.advice) {
      if (advice.IsFlood()) continue;
      AppendAdvice(advice, page);
    }
    if (row.need_debug != 0)
      page.Markup("<small>")
          .Say(row.need_debug == 1
                   ? PagePhrase("{0} needs debug, which is for servers that are being examined")
                   : PagePhrase("{0} need debug, which is for servers that are being examined"),
               {FormatCount(row.need_debug)})
          .Markup("</small>");
    page.EndCell().Markup("</tr>\n");
  }
  EndTable(page);
  page.Markup("</section>\n");
}

void AppendLimits(const Snapshot& snapshot, Html& page) {
  if (snapshot.limits.empty()) return;
  BeginSection("limits", page.In("Limits"), "", page);
  BeginTable("limit-table", "How much a client may do, and how long it is blocked first",
             {"Virtual host", "Category", "#Limit", "#First block"}, page);
  for (const LimitGroup& group : GroupLimits(snapshot.limits)) {
    for (const LimitRow* row : group.rows) {
      page.Markup("<tr>").Cell("Virtual host");
      if (row == group.rows.front()) AppendNames(group.vhosts, page);
      page.EndCell();
      AppendLimit(*row, page);
      page.Markup("</tr>\n");
    }
  }
  EndTable(page);
  page.Markup("</section>\n");
}

void AppendEventLogs(const Snapshot& snapshot, Html& page) {
  if (snapshot.event_logs.empty()) return;
  BeginSection("event-logs", page.In("Event logs"), "", page);
  BeginTable("event-log-table", "Where events are written",
             {"Place", "#Written", "#Dropped", "Why events were dropped"}, page);
  for (const EventLogRow& row : snapshot.event_logs) {
    page.Markup("<tr>").RowHead("Place", "evidence").Code(row.place).EndRowHead();
    page.Cell("Written", "n").Number(row.written).EndCell();
    page.Cell("Dropped", "n").Number(row.dropped).EndCell().Cell("Why events were dropped");
    page.Text(row.reason);
    if (row.last_drop != Tick()) page.Small(Filled(page.In("last: {0}"), {FormatTimeShort(row.last_drop)}));
    page.EndCell().Markup("</tr>\n");
  }
  EndTable(page);
  page.Markup("</section>\n");
}

void AppendVhosts(const Snapshot& snapshot, Html& page) {
  if (snapshot.vhosts.empty()) return;
  BeginSection("vhosts", page.In("Virtual hosts"), "", page);
  BeginTable("vhost-table", "What runs where", {"Name", "Ports", "Engine", "Scope", "#Rules", "#Unscreened"},
             page);
  for (const VhostRow& row : snapshot.vhosts) {
    page.Markup("<tr>")
        .RowHead("Name")
        .Text(row.name)
        .EndRowHead()
        .Cell("Ports")
        .Text(PortsOf(row))
        .EndCell();
    page.Cell("Engine").Text(row.engine).EndCell();
    page.Cell("Scope").Text(row.scope).EndCell().Cell("Rules", "n").Number(row.rules).EndCell();
    page.Cell("Unscreened", "n").Number(row.unscreened_rules).EndCell().Markup("</tr>\n");
  }
  EndTable(page);
  page.Markup("<p><small>");
  page.Say(
      "Unscreened rules have a pattern without a literal that it requires: they are tried on every entry "
      "that their selectors let through.");
  page.Markup("</small></p></section>\n");
}

void AppendCounters(const Snapshot& snapshot, Html& page) {
  BeginSection("counters", page.In("Counters"), "", page);
  BeginTable("counter-table", "Counted since the counters began", {"Counter", "#Value", "Meaning"}, page);
  for (const CounterRow& row : snapshot.counters) {
    BeginRow(row.value == 0, page);
    page.RowHead("Counter").Code(row.name).EndRowHead().Cell("Value", "n").Number(row.value).EndCell();
    page.Cell("Meaning").Text(page.OfList(row.text)).EndCell().Markup("</tr>\n");
  }
  EndTable(page);
  page.Markup("</section>\n");
}

}  // namespace errwatch
