// What one client did, from first to last, on its page.
#include <algorithm>

#include "base/both_ends.h"
#include "base/phrase.h"
#include "base/time_text.h"
#include "base/visible_text.h"
#include "pages/html_page.h"

namespace errwatch {
namespace {

constexpr std::size_t kShownUri = 300;  // bytes; of a longer one its ends

// What an operator asks first.
void AppendSuccess(const StoryRows& story, Html& page) {
  const uint32_t attacks = story.Attacks();
  const uint32_t successes = story.Successes();
  page.Markup("<p>");
  if (attacks == 0) {
    page.Say("Nothing that it did counted.");
  } else if (successes == 0) {
    page.Say("Entries that counted: {0}. None of them is known to have succeeded.", {FormatCount(attacks)});
  } else {
    page.Markup("<b class=\"red\">");
    page.Say("Entries that counted: {0}. May have succeeded (answered with 2xx): {1}.",
             {FormatCount(attacks), FormatCount(successes)});
    page.Markup("</b>");
    page.Say(" Look at what those pages return.");
  }
  const auto unknown =
      std::ranges::count_if(story.rows, [](const StoryRow& row) { return row.IsAttack() && !row.answered; });
  if (unknown != 0) {
    page.Say(" The answer is not known of {0} of them.", {FormatCount(static_cast<uint64_t>(unknown))});
  }
  const bool logged_in = std::ranges::any_of(story.rows, &StoryRow::LoggedInAfterFailures);
  if (logged_in) page.Say(" It logged in after failed attempts.");
  page.Markup("</p>\n");
}

std::string_view ColourOfKind(const StoryRow& row) {
  if (Info(row.kind).block == StoryOfBlock::kEnd) return "green";
  switch (row.kind) {
    case StoryKind::kBlock:
    case StoryKind::kBlockedByHand:
    case StoryKind::kRangeBlock:
    case StoryKind::kTakeover:
      return "red";
    case StoryKind::kDetection:
    case StoryKind::kWidespread:
    case StoryKind::kFalseCrawler:
    case StoryKind::kUnusual:
      return "amber";
    default:
      return "grey";
  }
}

std::string WordsOf(const StoryRow& row, const Html& page) {
  if (row.kind == StoryKind::kDenied)
    return Filled(page.In("requests denied: {0}"), {FormatCount(row.count)});
  if (row.kind == StoryKind::kForgiven)
    return Filled(page.In("logged in, failed attempts forgiven: {0}"), {FormatCount(row.count)});
  if (row.kind == StoryKind::kUnusual)
    return Filled(page.In("unlike the requests of this site: {0} points"), {FormatCount(row.count)});
  return std::string(page.OfList(Info(row.kind).text));
}

void AppendStoryWhat(const StoryRow& row, Html& page) {
  page.Cell("What").Badge(ColourOfKind(row), WordsOf(row, page)).Markup(" ");
  page.Text(row.kind == StoryKind::kEntry ? row.category : row.limit);
  if (row.foreign) page.Small(page.In("as what other sites' pages can cause"));
  if (row.crawl) page.Small(page.In("at crawl speed"));
  if (row.widespread) page.Small(page.In("as what many clients cause at once"));
  if (row.joined)
    page.Small(
        Filled(page.OfList(row.kind == StoryKind::kTakeover ? "to an account that many attack: {0}"
                                                            : "as one of many that share an attack: {0}"),
               {std::string(AnomalyKindName(*row.joined))}));
  const bool begins = Info(row.kind).block == StoryOfBlock::kBegin;
  if (begins && row.until != Tick()) page.Small(Filled(page.In("until {0}"), {FormatTimeShort(row.until)}));
  if (begins && row.strikes > 1) page.Small(Filled(page.In("block number {0}"), {FormatCount(row.strikes)}));
  if (!row.incident.empty()) page.Small(Filled(page.In("incident {0}"), {row.incident}));
  if (row.foreign_only) page.Small(page.OfList(kForeignOnlyText));
  if (row.last > row.time) page.Small(Filled(page.In("last: {0}"), {FormatTimeShort(row.last)}));
  page.EndCell();
}

void AppendStoryScore(const StoryRow& row, Html& page) {
  page.Cell("Score", "n");
  if (row.score > 0 || row.capacity != 0) {
    page.Text(FormatScore(row.score));
    if (row.capacity != 0) page.Markup(" / ").Number(row.capacity);
  }
  if (row.kind == StoryKind::kEntry) {
    const std::string weight = FormatScore(row.poured);
    page.Small(row.cost == 0 ? Filled(page.In("weighed {0}"), {weight})
                             : Filled(page.In("weighed {0} of {1}"), {weight, FormatCount(row.cost)}));
  }
  page.EndCell();
}

void AppendAnswer(const StoryRow& row, Html& page) {
  page.Cell("Answer");
  if (row.Succeeded()) {
    page.Badge("red", std::to_string(row.status));
  } else if (row.status != 0) {
    page.Text(std::to_string(row.status));
  }
  page.EndCell();
}

void AppendStoryRow(const Snapshot& snapshot, const StoryRow& row, Html& page) {
  page.Markup("<tr>").Cell("Time (UTC)").Moment(row.time, snapshot.now).EndCell();
  AppendStoryWhat(row, page);
  page.Cell("Rule");
  if (row.rule != 0) {
    page.Text(std::to_string(row.rule));
    page.Small(row.rule_name);
  }
  page.EndCell();
  AppendStoryScore(row, page);
  AppendAnswer(row, page);
  page.Cell("Request", "evidence");
  const std::string uri = ShortenedInTheMiddle(ReadableText(row.uri), kShownUri);
  if (!row.method.empty() || !uri.empty())
    page.Code(row.method.empty() || uri.empty() ? row.method + uri : row.method + " " + uri);
  if (!row.vhost.empty()) page.Say(" on {0}", {row.vhost});
  page.Small(ReadableText(row.message));
  page.EndCell().Markup("</tr>\n");
}

void AppendForgotten(const StoryRows& story, Html& page) {
  if (story.forgotten == 0) return;
  page.Markup("<p><small>");
  page.Say("Older records that memory no longer holds: {0}. Where ErrWatchEventLog has events=entry:",
           {FormatCount(story.forgotten)});
  page.Text(" ").Code("errwatch story " + story.client.ToString() + " --events FILE...");
  page.Markup("</small></p>\n");
}

}  // namespace

void AppendStories(const Snapshot& snapshot, Html& page) {
  for (std::size_t i = 0; i < snapshot.stories.size(); ++i) {
    const StoryRows& story = snapshot.stories[i];
    const bool usual = story.scope.empty() || story.scope == kUsualScope;
    const std::string number = std::to_string(i);
    BeginSection("story-" + number, page.In("What it did"),
                 usual ? std::string() : Filled(page.In("in scope {0}"), {story.scope}), page);
    AppendSuccess(story, page);
    AppendForgotten(story, page);
    if (!story.rows.empty()) {
      BeginTable("story-table-" + number, "What counted, and how blocks began and ended, oldest first",
                 {"Time (UTC)", "What", "Rule", "#Score", "Answer", "Request"}, page);
      for (const StoryRow& row : story.rows) AppendStoryRow(snapshot, row, page);
      EndTable(page);
    }
    page.Markup("</section>\n");
  }
}

}  // namespace errwatch
