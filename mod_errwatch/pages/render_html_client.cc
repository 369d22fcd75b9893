// The page of one client.
#include <algorithm>

#include "base/phrase.h"
#include "base/time_text.h"
#include "pages/html_page.h"
#include "pages/render.h"

namespace errwatch {
namespace {

Html& BeginFact(PagePhrase name, Html& page) {
  return page.Markup("<tr><th scope=\"row\">").Say(name).Markup("</th><td>");
}
void EndFact(Html& page) { page.Markup("</td></tr>\n"); }

void AppendFact(PagePhrase name, std::string_view value, Html& page) {
  if (value.empty()) return;
  BeginFact(name, page).Text(value);
  EndFact(page);
}

std::string_view StateOf(const ClientRow& row, const Html& page) {
  if (row.blocked) return row.by_hand ? page.In("denied, by hand") : page.In("denied now");
  if (row.detection_only) return page.In("would be denied, were the engine On");
  if (row.not_denied != NotDenied::kDoesNotApply) return page.OfList(TextOf(row.not_denied));
  return page.In("not blocked");
}

void AppendState(const Snapshot& snapshot, const ClientRow& row, Html& page) {
  BeginFact("State", page).Badge(row.blocked ? "red" : IsBlocked(row) ? "amber" : "grey", StateOf(row, page));
  if (row.foreign_only) page.Small(page.OfList(kForeignOnlyText));
  EndFact(page);
  if (row.blocked_until > snapshot.now) {
    BeginFact("Remaining", page).Remaining(row.blocked_until, snapshot.now);
    EndFact(page);
  }
  AppendFact(IsBlocked(row) ? PagePhrase("Reason") : PagePhrase("Last reason"), page.OfList(row.reason),
             page);
  if (!row.incident.empty()) AppendFact("Incident", row.incident, page);
  if (!row.remark.empty()) AppendFact("Remark", row.remark, page);
  if (row.strikes != 0) AppendFact("Blocks so far", FormatCount(row.strikes), page);
  if (row.range_parts != 0) AppendFact("Parts with blocked clients", FormatCount(row.range_parts), page);
}

void AppendClient(const Snapshot& snapshot, const ClientRow& row, std::size_t index, Html& page) {
  const std::string id = "client-" + std::to_string(index);
  const std::string scope = row.scope == kUsualScope ? "" : Filled(page.In("in scope {0}"), {row.scope});
  BeginSection(id,
               row.range_bits != 0 ? Filled(page.In("Its range {0}"), {row.address.ToString()})
                                   : row.address.ToString(),
               scope, page);
  page.Markup("<table class=\"facts\"><caption>").Say("What is known of it").Markup("</caption><tbody>\n");
  AppendState(snapshot, row, page);
  AppendFact("Requests denied", FormatCount(row.denials), page);
  if (row.range_bits == 0) AppendFact("Entries", FormatCount(row.entries), page);
  if (row.last_seen != Tick()) {
    BeginFact("Last seen", page).Moment(row.last_seen, snapshot.now);
    EndFact(page);
  }
  if (row.last_rule != 0) AppendFact("Last rule", std::to_string(row.last_rule), page);
  if (!row.scores.empty()) {
    BeginFact("Scores", page);
    AppendScores(row.scores, page);
    EndFact(page);
  }
  page.Markup("</tbody></table></section>\n");
}

// What an administrator can do about it.
void AppendCommands(const std::string& client, bool blocked, Html& page) {
  page.Markup("<p>").Say(blocked ? PagePhrase("To end its block: ") : PagePhrase("To block it: "));
  page.Code((blocked ? "errwatch unblock " : "errwatch block ") + client);
  page.Say(". All that is known of it: ").Code("errwatch clients " + client).Markup("</p>\n");
}

}  // namespace

std::string RenderClientHtml(const Snapshot& snapshot, const PageQuery& query) {
  Html page(query.language, query.language_asked);
  const std::string& client = query.client;
  BeginPage(snapshot, query, {Filled("{0} - mod_errwatch", {client}), client, ""}, {}, page);
  page.Markup("<p><a href=\"?").KeepLanguage().Markup("\">").Say("All clients").Markup("</a></p>\n");
  const bool known = !snapshot.clients.empty() || !snapshot.incidents.empty() || !snapshot.stories.empty();
  page.Markup("<div id=\"about\" data-live=\"1\">\n");
  if (!known) {
    page.Markup("<p class=\"none\">");
    page.Say("It is not known: nothing that it did was evidence, or that is forgotten.").Markup("</p>\n");
  } else {
    AppendCommands(client, std::any_of(snapshot.clients.begin(), snapshot.clients.end(), IsBlocked), page);
  }
  for (std::size_t i = 0; i < snapshot.clients.size(); ++i)
    AppendClient(snapshot, snapshot.clients[i], i, page);
  AppendStories(snapshot, page);
  page.Markup("</div>\n");
  if (known) AppendIncidents(snapshot, page);
  EndPage(snapshot, page);
  return page.Take();
}

}  // namespace errwatch
