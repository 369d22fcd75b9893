// Clients on the status page.
#include <algorithm>

#include "base/phrase.h"
#include "base/time_text.h"
#include "pages/html.h"
#include "pages/page_query.h"

namespace errwatch {
namespace {

std::string_view RuleName(const Snapshot& snapshot, uint32_t id) {
  const auto found = std::find_if(snapshot.rules.begin(), snapshot.rules.end(),
                                  [id](const RuleHitsRow& row) { return row.id == id; });
  return found == snapshot.rules.end() ? std::string_view() : std::string_view(found->name);
}

// What the client did last that opened an incident; null when that is no longer in the ring.
const IncidentRow* LastIncident(const Snapshot& snapshot, const ClientRow& client) {
  const auto found =
      std::find_if(snapshot.incidents.begin(), snapshot.incidents.end(), [&](const IncidentRow& row) {
        return Info(row.kind).overflow != Overflow::kNone && row.client == client.address &&
               row.scope == client.scope;
      });
  return found == snapshot.incidents.end() ? nullptr : &*found;
}

void AppendReason(const ClientRow& client, Html& page) {
  page.Badge(client.blocked ? "red" : "amber",
             client.reason.empty() ? page.In("blocked") : page.OfList(client.reason));
  if (client.detection_only) page.Small(page.In("detection only: not denied"));
  page.Small(page.OfList(TextOf(client.not_denied)));
  if (!client.incident.empty()) page.Small(Filled(page.In("incident {0}"), {client.incident}));
  if (client.foreign_only) page.Small(page.OfList(kForeignOnlyText));
  if (client.joined)
    page.Small(Filled(page.OfList("as one of many that share an attack: {0}"),
                      {std::string(AnomalyKindName(*client.joined))}));
  if (client.range_bits != 0 && client.by_hand) page.Small(page.In("the whole range"));
  page.Small(client.remark);
  if (client.range_parts != 0) {
    page.Small(Filled(page.In("the whole range: clients in {0} of its parts were blocked"),
                      {FormatCount(client.range_parts)}));
  }
  if (client.strikes > 1) page.Small(Filled(page.In("block number {0}"), {FormatCount(client.strikes)}));
}

// The last cells of either table.
void AppendCounts(const Snapshot& snapshot, const ClientRow& client, Html& page) {
  page.Cell("Denied", "n").Number(client.denials).EndCell();
  page.Cell("Entries", "n").Number(client.entries).EndCell();
  page.Cell("Last seen").Moment(client.last_seen, snapshot.now).EndCell().Markup("</tr>\n");
}

void AppendBlockedRow(const Snapshot& snapshot, const ClientRow& client, Html& page) {
  page.Markup("<tr>");
  AppendClientCell(snapshot, client.address, client.range_bits != 0, client.scope, page);
  page.Cell("Reason");
  AppendReason(client, page);
  page.EndCell().Cell("Remaining").Remaining(client.blocked_until, snapshot.now).EndCell();
  page.Cell("Evidence", "evidence");
  if (const IncidentRow* incident = LastIncident(snapshot, client)) {
    AppendEvidence(*incident, page);
    page.Markup("<small>");
    AppendRule(incident->rule, incident->rule_name, page);
    page.Markup("</small>");
  } else {
    AppendRule(client.last_rule, RuleName(snapshot, client.last_rule), page);
  }
  page.EndCell();
  AppendCounts(snapshot, client, page);
}

void AppendClientRow(const Snapshot& snapshot, const ClientRow& client, Html& page) {
  page.Markup("<tr>");
  AppendClientCell(snapshot, client.address, false, client.scope, page);
  page.Cell("Scores");
  AppendScores(client.scores, page);
  page.EndCell().Cell("Last rule");
  AppendRule(client.last_rule, RuleName(snapshot, client.last_rule), page);
  page.EndCell().Cell("History");
  if (client.strikes != 0) {
    page.Say(client.strikes == 1 ? PagePhrase("{0} block") : PagePhrase("{0} blocks"),
             {FormatCount(client.strikes)});
    page.Small(Filled(page.In("last: {0}"), {page.OfList(client.reason)}));
  }
  page.EndCell();
  AppendCounts(snapshot, client, page);
}

// "2 denied now, 1 range as a whole, 3 would be denied": who is counted where.
std::string WhoIsBlocked(const Snapshot& snapshot, const Html& page) {
  std::string text = Filled(page.In("{0} denied now"), {FormatCount(snapshot.blocked_clients)});
  const auto add = [&](uint32_t count, PagePhrase phrase) {
    if (count != 0) text += ", " + Filled(page.In(phrase), {FormatCount(count)});
  };
  add(snapshot.blocked_ranges, snapshot.blocked_ranges == 1 ? PagePhrase("{0} range as a whole")
                                                            : PagePhrase("{0} ranges as a whole"));
  add(snapshot.would_be_denied, "{0} would be denied, were the engine On");
  add(snapshot.not_denied, "{0} not denied: allow-listed, or the engine is Off");
  return text;
}

// Links that order clients where there is no script.
void AppendOrders(const Snapshot& snapshot, Html& page) {
  if (!snapshot.served) return;
  page.Markup("<p class=\"orders\">").Say("Order: ");
  struct Choice {
    ClientOrder order;
    PagePhrase text;
  };
  constexpr Choice kChoices[] = {{ClientOrder::kUsual, "blocked and highest scores"},
                                 {ClientOrder::kSeen, "last seen"},
                                 {ClientOrder::kDenials, "most denied"},
                                 {ClientOrder::kEntries, "most entries"}};
  bool first = true;
  for (const Choice& choice : kChoices) {
    if (!std::exchange(first, false)) page.Markup(" &middot; ");
    if (choice.order == snapshot.order) {
      page.Markup("<b>").Say(choice.text).Markup("</b>");
    } else {
      page.Markup("<a href=\"?sort=")
          .Text(NameOf(choice.order))
          .KeepLanguage()
          .Markup("\">")
          .Say(choice.text)
          .Markup("</a>");
    }
  }
  page.Markup("</p>\n");
}

}  // namespace

void AppendClientCell(const Snapshot& snapshot, const ShownClient& client, bool is_range,
                      std::string_view scope, Html& page) {
  page.RowHead("Client", "who");
  if (client.empty()) {
    page.Say("server");  // it is about that itself
  } else if (snapshot.served && !is_range) {
    page.Markup("<a href=\"?client=").Text(client.address.ToString());
    page.KeepLanguage().Markup("\">");
    page.Text(client.ToString()).Markup("</a>");
  } else {
    page.Text(client.ToString());
  }
  if (!client.empty() && !scope.empty() && scope != kUsualScope) page.Small(scope);
  page.EndRowHead();
}

void AppendRule(uint32_t id, std::string_view name, Html& page) {
  if (id == 0) return;
  page.Say("rule {0}", {std::to_string(id)});
  if (!name.empty()) page.Markup(" ").Text(name);
}

void AppendScores(const std::vector<ScoreView>& scores, Html& page) {
  if (scores.empty()) return;
  page.Markup("<div class=\"scores\">");
  for (const ScoreView& score : scores) {
    page.Markup("<span>").Text(score.name).Markup("</span>");
    if (score.capacity == 0) {
      page.Markup("<span></span><span>").Text(FormatScore(score.score)).Markup("</span>");
    } else {
      page.Bar(score.score, score.capacity).Markup("<span>").Text(FormatScore(score.score)).Markup(" / ");
      page.Number(score.capacity).Markup("</span>");
    }
  }
  page.Markup("</div>");
}

bool IsBlocked(const ClientRow& client) {
  return client.blocked || client.detection_only || client.not_denied != NotDenied::kDoesNotApply;
}

void AppendMore(const Snapshot& snapshot, uint64_t more, Html& page) {
  if (more == 0) return;
  page.Markup("<p>").Say("{0} more", {FormatCount(more)});
  if (snapshot.served) {
    const std::string most = std::to_string(kMostShownClients);
    page.Markup(": <a href=\"?clients=")
        .Text(most)
        .KeepLanguage()
        .Markup("\">")
        .Say("all on this page")
        .Markup("</a>, ");
    page.Markup("<a href=\"?json&amp;clients=").Text(most).Markup("\">").Say("all as JSON").Markup("</a>");
    page.Say(" (up to {0}); ", {FormatCount(kMostShownClients)});
  } else {
    page.Markup("; ");
  }
  page.Code("errwatch clients").Say(" lists every one.").Markup("</p>\n");
}

void AppendBlockedClients(const Snapshot& snapshot, Html& page) {
  BeginSection("blocked", page.In("Blocked clients"), WhoIsBlocked(snapshot, page), page);
  const auto shown =
      static_cast<uint64_t>(std::count_if(snapshot.clients.begin(), snapshot.clients.end(), IsBlocked));
  if (shown == 0) {
    page.Markup("<p class=\"none\">").Say("Nobody is blocked.").Markup("</p></section>\n");
    return;
  }
  AppendOrders(snapshot, page);
  BeginTable("blocked-table", "Clients and ranges with a block",
             {"Client", "Reason", "Remaining", "Evidence", "#Denied", "#Entries", "Last seen"}, page);
  for (const ClientRow& client : snapshot.clients) {
    if (IsBlocked(client)) AppendBlockedRow(snapshot, client, page);
  }
  EndTable(page);
  const uint64_t all = uint64_t{snapshot.blocked_clients} + snapshot.blocked_ranges +
                       snapshot.would_be_denied + snapshot.not_denied;
  AppendMore(snapshot, all > shown ? all - shown : 0, page);
  page.Markup("</section>\n");
}

void AppendOtherClients(const Snapshot& snapshot, Html& page) {
  BeginSection("clients", page.In("Clients with a score"), "", page);
  const auto is_shown = [](const ClientRow& client) { return !IsBlocked(client) && !client.scores.empty(); };
  const auto shown =
      static_cast<uint64_t>(std::count_if(snapshot.clients.begin(), snapshot.clients.end(), is_shown));
  if (shown == 0) {
    page.Markup("<p class=\"none\">").Say("No other client has a score.").Markup("</p>\n");
  } else {
    AppendOrders(snapshot, page);
    BeginTable("client-table", "What is held against clients that are not blocked",
               {"Client", "Scores", "Last rule", "History", "#Denied", "#Entries", "Last seen"}, page);
    for (const ClientRow& client : snapshot.clients) {
      if (is_shown(client)) AppendClientRow(snapshot, client, page);
    }
    EndTable(page);
  }
  AppendMore(snapshot, snapshot.scored_clients > shown ? snapshot.scored_clients - shown : 0, page);
  if (snapshot.quiet_clients != 0) {
    page.Markup("<p><small>");
    page.Say(
        snapshot.quiet_clients == 1
            ? PagePhrase("{0} more is remembered without a score: what was held against it has leaked out.")
            : PagePhrase(
                  "{0} more are remembered without a score: what was held against them has leaked out."),
        {FormatCount(snapshot.quiet_clients)});
    page.Markup("</small></p>\n");
  }
  page.Markup("</section>\n");
}

}  // namespace errwatch
