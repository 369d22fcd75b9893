// The tables of a scan, for people.
#include <algorithm>

#include "base/duration.h"
#include "base/time_text.h"
#include "base/visible_text.h"
#include "cli/logs/entry_json.h"
#include "cli/output/terminal.h"
#include "cli/scan/scan_report.h"
#include "config/directive.h"
#include "model/category_text.h"
#include "pages/anomaly_text.h"

namespace errwatch::cli {
namespace {

using Align = Table::Align;

constexpr std::size_t kMessageWidth = 90;

std::string Span(int64_t from_us, int64_t to_us) {
  return FormatSpan(Milliseconds((to_us - from_us) / 1000));
}

std::string Percent(uint64_t part, uint64_t whole) {
  if (whole == 0) return "";
  const uint64_t tenths = (part * 1000 + whole / 2) / whole;
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

std::string RuleName(const ScanReport& report, uint32_t id) {
  const Rule* rule = report.rules->rules->Find(id);
  return rule == nullptr ? std::string() : Printable(rule->name, 80);
}

// "12, 15, file2:3": the last lines that cost something before the block.
std::string EvidenceText(const ScanReport& report, const std::vector<Evidence>& evidence) {
  std::string text;
  for (const Evidence& item : evidence) {
    text += text.empty() ? "" : ", ";
    if (report.files.size() > 1) text += Printable(report.files[item.file].path) + ":";
    text += std::to_string(item.line);
  }
  return text;
}

struct Titles {
  explicit Titles(const ScanReport& report) : language(report.language), zone(report.time.zone()) {}
  Titles(Language of, const LocalTime& time) : language(of), zone(time.zone()) {}

  Language language;
  std::string zone;
  Table::Column Time(ScanPhrase title) const { return {errwatch::Filled(title.In(language), {zone})}; }
  Table::Column Left(ScanPhrase title) const { return {std::string(title.In(language))}; }
  Table::Column Right(ScanPhrase title) const { return {std::string(title.In(language)), Align::kRight}; }
};

template <typename Rows>
void Cut(Rows& rows, std::size_t most) {
  if (most != 0 && rows.size() > most) rows.resize(most);
}

std::string CutNote(const ScanReport& report, std::size_t all, std::size_t most) {
  if (most == 0 || all <= most) return "";
  return Worded(report, "The first {0} of {1} (--most N, 0 = all).",
                {std::to_string(most), FormatCount(all)});
}

std::vector<Table::Column> BlockColumns(Language language, const LocalTime& time) {
  const Titles titles(language, time);
  return {titles.Time("time ({0})"), titles.Left("client"),     titles.Right("for"),
          titles.Left("limit"),      titles.Right("score"),     titles.Right("prevented"),
          titles.Right("rule"),      titles.Left("last straw"), titles.Left("on lines")};
}

// The limit, and what made it lower.
std::string LimitText(const BlockEvent& block) {
  return block.joined ? block.limit + ", " + DirectiveText(block.joined->terms) : block.limit;
}

// `straw`: its last straw.
std::vector<std::string> BlockRow(const ScanReport& report, const BlockEvent& block, std::string_view straw,
                                  Language language, const LocalTime& time) {
  return {block.timed ? time.Short(block.time_us) : "",
          block.Shown(report.replay->prefix()),
          block.until_us == 0 ? std::string(ScanPhrase("reported").In(language))
                              : Span(block.time_us, block.until_us),
          LimitText(block),
          std::to_string(block.score) + "/" + std::to_string(block.capacity),
          FormatCount(block.prevented),
          std::to_string(block.rule),
          Printable(straw, kMessageWidth),
          EvidenceText(report, block.evidence)};
}

ScanSection Blocks(const ScanReport& report, std::size_t most) {
  ScanSection section{Worded(report, "Who would have been blocked"), "",
                      Table(BlockColumns(report.language, report.time))};
  const std::vector<BlockEvent>& blocks = report.replay->blocks();
  section.shown_empty = true;
  const Judged judged = HowJudged(report);
  section.note = judged != Judged::kYes ? WhyNotJudged(judged, report.language)
                 : blocks.empty()       ? Worded(report, "Nobody.")
                                        : CutNote(report, blocks.size(), most);
  const std::size_t shown = most == 0 ? blocks.size() : std::min(most, blocks.size());
  for (std::size_t i = 0; i < shown; ++i)
    section.table.Add(
        BlockRow(report, blocks[i], ReadableText(blocks[i].message), report.language, report.time));
  return section;
}

ScanSection Categories(const ScanReport& report) {
  const Titles titles(report);
  ScanSection section{Worded(report, "Entries by category"), "",
                      Table({titles.Right("entries"), titles.Right("share"), titles.Left("category"),
                             titles.Left("what it is")})};
  uint64_t all = 0;
  std::vector<std::pair<uint64_t, Category>> rows;
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    all += report.tally.categories[i];
    if (report.tally.categories[i] != 0)
      rows.emplace_back(report.tally.categories[i], static_cast<Category>(i));
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [count, category] : rows) {
    section.table.Add({FormatCount(count), Percent(count, all), std::string(CategoryName(category)),
                       std::string(CategoryText(report.language, category))});
  }
  return section;
}

ScanSection RulesThatNamed(const ScanReport& report, std::size_t most) {
  const Titles titles(report);
  ScanSection section{Worded(report, "Entries by rule"), "",
                      Table({titles.Right("entries"), titles.Right("rule"), titles.Left("category"),
                             titles.Right("cost"), titles.Left("what it sees")})};
  std::vector<std::pair<uint64_t, const Rule*>> rows;
  for (std::size_t i = 0; i < report.tally.rule_hits.size(); ++i) {
    if (report.tally.rule_hits[i] != 0)
      rows.emplace_back(report.tally.rule_hits[i], &report.rules->rules->rules()[i]);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  section.note = CutNote(report, rows.size(), most);
  Cut(rows, most);
  for (const auto& [count, rule] : rows) {
    section.table.Add({FormatCount(count), std::to_string(rule->id),
                       std::string(CategoryName(rule->category)), std::to_string(rule->cost),
                       Printable(rule->name, 80)});
  }
  return section;
}

ScanSection ClientsOf(const ScanReport& report, std::size_t most) {
  const Titles titles(report);
  ScanSection section{Worded(report, "Clients"), "",
                      Table({titles.Left("client"), titles.Right("entries"), titles.Right("cost"),
                             titles.Right("blocks"), titles.Right("prevented"), titles.Time("first ({0})"),
                             titles.Time("last ({0})"), titles.Left("categories")})};
  std::vector<std::pair<ClientAddress, const ClientTotals*>> rows;
  rows.reserve(report.replay->clients().size());
  for (const auto& [address, totals] : report.replay->clients()) rows.emplace_back(address, &totals);
  const auto rank = [](const auto& row) {
    return std::tuple(row.second->blocks, row.second->cost, row.second->entries);
  };
  const auto first = [&](const auto& a, const auto& b) {
    return rank(a) != rank(b) ? rank(a) > rank(b) : a.first < b.first;
  };
  const std::size_t shown = most == 0 ? rows.size() : std::min(most, rows.size());
  std::partial_sort(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(shown), rows.end(), first);
  section.note = CutNote(report, rows.size(), most);
  Cut(rows, most);
  for (const auto& [address, totals] : rows) {
    std::string categories = totals->allowed ? Worded(report, "(on the allow list)") : std::string();
    for (uint8_t i = 0; i < kCategoryCount; ++i)
      if (totals->categories.Has(static_cast<Category>(i)))
        categories += (categories.empty() ? "" : " ") + std::string(CategoryName(static_cast<Category>(i)));
    if (totals->joins) categories += " " + Worded(report, "(one of many)");
    section.table.Add({address.ToString(report.replay->prefix()), FormatCount(totals->entries),
                       FormatCount(totals->cost), std::to_string(totals->blocks),
                       FormatCount(totals->prevented), report.time.Short(totals->first_us),
                       report.time.Short(totals->last_us), categories});
  }
  return section;
}

ScanSection Findings(const ScanReport& report, std::size_t most) {
  const Titles titles(report);
  ScanSection section{Worded(report, "About the server"), Worded(report, "Nobody is charged for these."),
                      Table({titles.Time("first ({0})"), titles.Time("last ({0})"), titles.Right("times"),
                             titles.Left("kind"), titles.Left("category"), titles.Right("rule"),
                             titles.Left("what it sees"), titles.Left("example")})};
  std::vector<ServerFinding> findings = report.replay->findings();
  std::stable_sort(findings.begin(), findings.end(),
                   [](const auto& a, const auto& b) { return a.times > b.times; });
  if (const std::string cut = CutNote(report, findings.size(), most); !cut.empty()) section.note += " " + cut;
  Cut(findings, most);
  for (const ServerFinding& finding : findings) {
    section.table.Add(
        {report.time.Short(finding.first_us), report.time.Short(finding.last_us), FormatCount(finding.times),
         Worded(report, finding.widespread ? ScanPhrase("many clients at once") : ScanPhrase("server")),
         std::string(CategoryName(finding.category)), std::to_string(finding.rule),
         RuleName(report, finding.rule), Printable(ReadableText(finding.message), kMessageWidth)});
  }
  return section;
}

ScanSection Anomalies(const ScanReport& report, std::size_t most) {
  const Titles titles(report);
  ScanSection section{
      Worded(report, "Anomalies"), WhoIsChargedForAnomalies(report),
      Table({titles.Time("time ({0})"), titles.Left("kind"), titles.Left("what"), titles.Left("where")})};
  std::vector<AnomalyEvent> anomalies = report.replay->anomalies();
  section.shown_empty = report.replay->watches_kinds() && report.replay->has_times();
  if (anomalies.empty()) section.note = Worded(report, "None was found.");
  if (const std::string cut = CutNote(report, anomalies.size(), most); !cut.empty())
    section.note += " " + cut;
  Cut(anomalies, most);
  for (const AnomalyEvent& event : anomalies) {
    section.table.Add({report.time.Short(event.time_us), std::string(AnomalyKindName(event.anomaly.kind)),
                       WhatOf(event, report.language),
                       Printable(ReadableText(WhereOf(event)), kMessageWidth)});
  }
  return section;
}

ScanSection Unusual(const ScanReport& report, std::size_t most) {
  const Titles titles(report);
  ScanSection section{Worded(report, "Requests unlike those of the site"), "",
                      Table({titles.Time("time ({0})"), titles.Left("client"), titles.Right("points"),
                             titles.Left("request"), titles.Left("why"), titles.Left("on lines")})};
  section.shown_empty = true;
  section.note = report.compared == 0 ? Worded(report, "None was compared: this was no access log.")
                 : report.unusual_all == 0
                     ? Worded(report, "None.")
                     : CutNote(report, static_cast<std::size_t>(report.unusual_all), most);
  const std::size_t shown = most == 0 ? report.unusual.size() : std::min(most, report.unusual.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const UnusualRequest& request = report.unusual[i];
    section.table.Add({request.time_us ? report.time.Short(*request.time_us) : "",
                       request.client.ToString(report.replay->prefix()),
                       std::to_string(static_cast<int>(request.unlike.bits)),
                       Printable(ReadableText(request.request), kMessageWidth),
                       request.unlike.parts.empty() ? "" : PartSentence(request.unlike.parts.front()),
                       EvidenceText(report, {{request.file, request.line, 0}})});
  }
  return section;
}

ScanSection Vhosts(const ScanReport& report, std::size_t most) {
  const Titles titles(report);
  ScanSection section{Worded(report, "Entries by virtual host"), "",
                      Table({titles.Right("entries"), titles.Left("virtual host")})};
  std::vector<std::pair<uint64_t, std::string>> rows;
  for (const auto& [name, count] : report.tally.vhosts) rows.emplace_back(count, name);
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  section.note = CutNote(report, rows.size(), most);
  Cut(rows, most);
  for (const auto& [count, name] : rows) section.table.Add({FormatCount(count), Printable(name)});
  return section;
}

ScanSection Files(const ScanReport& report, std::size_t most) {
  const Titles titles(report);
  ScanSection section{Worded(report, "Files"), "",
                      Table({titles.Right("lines"), titles.Right("entries"), titles.Time("from ({0})"),
                             titles.Left("file")})};
  if (report.files.size() < 2) return section;
  section.note = CutNote(report, report.files.size(), most);
  const std::size_t shown = most == 0 ? report.files.size() : std::min(most, report.files.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const LogFile& file = report.files[i];
    section.table.Add({FormatCount(file.lines), FormatCount(file.entries),
                       file.first_us == INT64_MIN ? "" : report.time.Short(file.first_us),
                       Printable(file.path)});
  }
  return section;
}

}  // namespace

std::vector<ScanSection> ScanSections(const ScanReport& report, std::size_t most) {
  std::vector<ScanSection> sections;
  sections.push_back(Blocks(report, most));
  sections.push_back(Categories(report));
  sections.push_back(RulesThatNamed(report, most));
  sections.push_back(ClientsOf(report, most));
  sections.push_back(Findings(report, most));
  sections.push_back(Anomalies(report, most));
  if (report.has_model) sections.push_back(Unusual(report, most));
  sections.push_back(Vhosts(report, most));
  sections.push_back(Files(report, most));
  return sections;
}

void WriteScanCsv(const ScanReport& report, const TextSink& sink) {
  std::vector<std::string> titles;
  for (const Table::Column& column : BlockColumns(Language::kEnglish, LocalTime()))
    titles.push_back(column.title);
  sink(CsvLine(titles));
  for (const BlockEvent& block : report.replay->blocks())
    sink(CsvLine(BlockRow(report, block, block.message, Language::kEnglish, LocalTime())));
}

std::string TextLine(const ScanReport& report, const BlockEvent& block) {
  constexpr std::size_t kClientWidth = 15;
  std::string client = block.Shown(report.replay->prefix());
  client.resize(std::max(client.size(), kClientWidth), ' ');
  return (block.timed ? LocalTime::Of(block.time_us).WithZone(block.time_us) + "  " : "") + client + "  " +
         LimitText(block) + " " + std::to_string(block.score) + "/" + std::to_string(block.capacity) + "  " +
         (block.until_us == 0 ? "reported only"
          : !block.timed      ? "for " + Span(block.time_us, block.until_us)
                              : "until " + LocalTime::Of(block.time_us).Short(block.until_us)) +
         "  rule " + std::to_string(block.rule) + " " + RuleName(report, block.rule) + "  on lines " +
         EvidenceText(report, block.evidence) + ": " + Printable(ReadableText(block.message), kMessageWidth) +
         "\n";
}

std::vector<std::pair<std::string, std::string>> ScanFacts(const ScanReport& report) {
  const ScanTally& tally = report.tally;
  uint64_t telling = 0;
  for (const uint64_t count : tally.categories) telling += count;
  std::size_t blocked = 0;
  for (const auto& [address, totals] : report.replay->clients()) blocked += totals.blocks != 0;
  std::vector<std::pair<std::string, std::string>> facts;
  const auto fact = [&](ScanPhrase name, std::string value) {
    facts.emplace_back(Worded(report, name), std::move(value));
  };
  fact("lines", FormatCount(tally.lines));
  if (tally.first_us <= tally.last_us)
    fact("period", Worded(report, "{0} to {1} ({2})",
                          {report.time.Short(tally.first_us), report.time.WithZone(tally.last_us),
                           Span(tally.first_us, tally.last_us)}));
  fact("evidence of something",
       FormatCount(telling) + (tally.lines == 0 ? "" : " (" + Percent(telling, tally.lines) + ")"));
  fact("clients behind it", FormatCount(report.replay->clients().size()));
  fact("clients blocked", Worded(report, "{0}; incidents: {1}; entries prevented: {2}",
                                 {FormatCount(blocked), FormatCount(report.replay->blocks().size()),
                                  FormatCount(report.replay->prevented())}));
  const Limit& any = report.rules->limits.any;
  std::string rules =
      Worded(report, "{0} of {1}",
             {FormatCount(report.rules->rules->rules().size()), Printable(report.rules->path)});
  if (any.shape.capacity != 0)
    rules +=
        Worded(report, ", limit any {0}", {FormatShape(any.shape.capacity, DurationOf(any.shape.window))});
  fact("rules", std::move(rules));
  return facts;
}

}  // namespace errwatch::cli
