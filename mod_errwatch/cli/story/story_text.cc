#include "cli/story/story_text.h"

#include <algorithm>

#include "base/both_ends.h"
#include "base/time_text.h"
#include "base/visible_text.h"
#include "cli/output/local_time.h"
#include "cli/output/terminal.h"
#include "cli/server/status.h"

namespace errwatch::cli {
namespace {

constexpr std::size_t kShownUri = 100;

// What an operator asks first.
std::string SuccessText(const StoryRows& story) {
  const uint32_t attacks = story.Attacks();
  if (attacks == 0) return "nothing that it did counted";
  const uint32_t successes = story.Successes();
  const auto unknown = static_cast<uint32_t>(
      std::ranges::count_if(story.rows, [](const StoryRow& row) { return row.IsAttack() && !row.answered; }));
  const std::string entries = FormatCount(attacks, "entry that counted", "entries that counted");
  std::string text = successes == 0 ? "none of " + entries + " is known to have succeeded"
                                    : FormatCount(successes) + " of " + entries +
                                          " may have (answered with 2xx): look at what " +
                                          (successes == 1 ? "that page returns" : "those pages return");
  if (unknown != 0) text += "; of " + FormatCount(unknown) + " the answer is not known";
  return text;
}

// How it stands, by the client's own row or that of a range that it is in.
std::string StandingText(const StoryRows& story, const std::vector<ClientRow>& clients,
                         const LocalTime& time) {
  std::string text;
  for (const ClientRow& row : clients) {
    const std::string state = row.scope == story.scope ? StateOf(row) : "";
    if (state.empty()) continue;
    text += "  now:       " + state + " until " + time.WithZone(row.blocked_until);
    if (row.denials != 0) text += ", " + FormatCount(row.denials, "request", "requests") + " denied so far";
    text += "\n";
  }
  if (!text.empty()) return text;
  const auto last = std::find_if(story.rows.rbegin(), story.rows.rend(), [](const StoryRow& row) {
    return Info(row.kind).block != StoryOfBlock::kNothing;
  });
  if (last == story.rows.rend()) return "  now:       not blocked, and never was in what is known\n";
  return "  now:       not blocked\n";
}

std::string JoinedPart(const StoryRow& row) {
  if (!row.joined) return "";
  const std::string attack = " (" + std::string(AnomalyKindName(*row.joined)) + ")";
  return row.kind == StoryKind::kTakeover ? " to an account that many attack" + attack
                                          : " as one of many that share an attack" + attack;
}

std::string WhatText(const StoryRow& row, const LocalTime& time) {
  std::string text(Info(row.kind).text);
  switch (row.kind) {
    case StoryKind::kDenied:
      text = FormatCount(row.count, "request", "requests") + " denied";
      if (row.last > row.time) text += ", until " + time.Short(row.last);
      return text;
    case StoryKind::kForgiven:
      return "logged in: " + FormatCount(row.count, "failed attempt", "failed attempts") + " forgiven";
    case StoryKind::kUnusual:
      text += ", " + FormatCount(row.count, "point", "points");
      return row.message.empty() ? text : text + ": " + ReadableText(row.message);
    case StoryKind::kEntry:
      if (row.foreign) text += " as what other sites' pages can cause";
      if (row.crawl) text += " at crawl speed";
      if (row.widespread) text += " as what many clients cause at once";
      return text + JoinedPart(row);
    default:
      break;
  }
  const bool begins = Info(row.kind).block == StoryOfBlock::kBegin;
  if (begins && row.until != Tick()) text += " until " + time.Short(row.until);
  if (begins && row.strikes != 0) text += ", strike " + std::to_string(row.strikes);
  if (!row.incident.empty()) text += ", incident " + row.incident;
  if (row.foreign_only) text += ", " + std::string(kForeignOnlyText);
  if (row.joined) text += ",";
  text += JoinedPart(row);
  return text;
}

std::string ScoreText(const StoryRow& row) {
  if (row.score <= 0 && row.capacity == 0) return "";
  return FormatScore(row.score) + (row.capacity == 0 ? "" : "/" + std::to_string(row.capacity));
}

std::string RequestText(const StoryRow& row) {
  std::string text = row.method.empty() ? row.uri : row.method + " " + row.uri;
  if (text.empty()) text = row.message;
  text = ShortenedInTheMiddle(ReadableText(text), kShownUri);
  if (!row.vhost.empty() && !row.uri.empty()) text += " at " + row.vhost;
  return text;
}

std::string StatusOf(const StoryRow& row) {
  if (row.status == 0) return "";
  return std::to_string(row.status) + (row.Succeeded() ? " !" : "");
}

std::string RuleText(const StoryRow& row) {
  if (row.rule == 0) return "";
  return std::to_string(row.rule) + (row.rule_name.empty() ? "" : " " + row.rule_name);
}

}  // namespace

Table StoryTable(const std::vector<StoryRow>& rows, Tick now) {
  const LocalTime time(now);
  Table table({{time.Title("time")},
               {"what"},
               {"category"},
               {"rule"},
               {"weighed", Table::Align::kRight},
               {"score", Table::Align::kRight},
               {"answer"},
               {"request"}});
  for (const StoryRow& row : rows) {
    const bool entry = row.kind == StoryKind::kEntry;
    const std::string weighed =
        entry ? FormatScore(row.poured) + (row.cost != 0 ? " of " + std::to_string(row.cost) : "") : "";
    table.Add({time.Short(row.time), Printable(WhatText(row, time)),
               Printable(entry ? row.category : row.limit), Printable(RuleText(row)), weighed, ScoreText(row),
               StatusOf(row), Printable(RequestText(row))});
  }
  return table;
}

std::string StoryText(const std::vector<StoryRows>& stories, const std::vector<ClientRow>& clients, Tick now,
                      bool colour) {
  const LocalTime time(now);
  std::string text;
  for (const StoryRows& story : stories) {
    text += (text.empty() ? "" : "\n") + story.client.ToString() +
            (story.scope == kUsualScope || story.scope.empty() ? "" : " in scope " + Printable(story.scope)) +
            "\n";
    text += "  succeeded: " + SuccessText(story) + "\n";
    const auto logins =
        static_cast<uint32_t>(std::ranges::count_if(story.rows, &StoryRow::LoggedInAfterFailures));
    if (logins != 0) text += "             it logged in after failed attempts\n";
    text += StandingText(story, clients, time);
    if (story.forgotten != 0)
      text += "  " +
              FormatCount(static_cast<uint32_t>(std::min<uint64_t>(story.forgotten, UINT32_MAX)),
                          "older record is", "older records are") +
              " no longer in memory: --events FILE... reads them where ErrWatchEventLog has events=entry\n";
    text += "\n" + StoryTable(story.rows, now).ToText(colour);
  }
  return text;
}

}  // namespace errwatch::cli
