// The tables of a scan, for people.
#include <algorithm>

#include "base/duration.h"
#include "base/time_text.h"
#include "cli/logs/entry_json.h"
#include "cli/output/terminal.h"
#include "cli/scan/scan_report.h"
#include "config/directive.h"

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

template <typename Rows>
void Cut(Rows& rows, std::size_t most) {
  if (most != 0 && rows.size() > most) rows.resize(most);
}

std::string CutNote(std::size_t all, std::size_t most) {
  return most != 0 && all > most
             ? "The first " + std::to_string(most) + " of " + FormatCount(all) + " (--most N, 0 = all)."
             : "";
}

std::vector<Table::Column> BlockColumns() {
  return {{"time (UTC)"},
          {"client"},
          {"for", Align::kRight},
          {"limit"},
          {"score", Align::kRight},
          {"prevented", Align::kRight},
          {"rule", Align::kRight},
          {"last straw"},
          {"on lines"}};
}

std::vector<std::string> BlockRow(const ScanReport& report, const BlockEvent& block) {
  return {block.timed ? FormatShortTime(block.time_us) : "",
          block.Shown(report.replay->prefix()),
          block.until_us == 0 ? "reported" : Span(block.time_us, block.until_us),
          block.limit,
          std::to_string(block.score) + "/" + std::to_string(block.capacity),
          FormatCount(block.prevented),
          std::to_string(block.rule),
          Printable(block.message, kMessageWidth),
          EvidenceText(report, block.evidence)};
}

ScanSection Blocks(const ScanReport& report, std::size_t most) {
  ScanSection section{"Who would have been blocked", "", Table(BlockColumns())};
  const std::vector<BlockEvent>& blocks = report.replay->blocks();
  section.shown_empty = true;
  const Judged judged = HowJudged(report);
  section.note = judged != Judged::kYes ? std::string(WhyNotJudged(judged))
                 : blocks.empty()       ? "Nobody."
                                        : CutNote(blocks.size(), most);
  const std::size_t shown = most == 0 ? blocks.size() : std::min(most, blocks.size());
  for (std::size_t i = 0; i < shown; ++i) section.table.Add(BlockRow(report, blocks[i]));
  return section;
}

ScanSection Categories(const ScanReport& report) {
  ScanSection section{
      "Entries by category", "",
      Table({{"entries", Align::kRight}, {"share", Align::kRight}, {"category"}, {"what it is"}})};
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
                       std::string(Info(category).text)});
  }
  return section;
}

ScanSection RulesThatNamed(const ScanReport& report, std::size_t most) {
  ScanSection section{"Entries by rule", "",
                      Table({{"entries", Align::kRight},
                             {"rule", Align::kRight},
                             {"category"},
                             {"cost", Align::kRight},
                             {"what it sees"}})};
  std::vector<std::pair<uint64_t, const Rule*>> rows;
  for (std::size_t i = 0; i < report.tally.rule_hits.size(); ++i) {
    if (report.tally.rule_hits[i] != 0)
      rows.emplace_back(report.tally.rule_hits[i], &report.rules->rules->rules()[i]);
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  section.note = CutNote(rows.size(), most);
  Cut(rows, most);
  for (const auto& [count, rule] : rows) {
    section.table.Add({FormatCount(count), std::to_string(rule->id),
                       std::string(CategoryName(rule->category)), std::to_string(rule->cost),
                       Printable(rule->name, 80)});
  }
  return section;
}

ScanSection ClientsOf(const ScanReport& report, std::size_t most) {
  ScanSection section{"Clients", "",
                      Table({{"client"},
                             {"entries", Align::kRight},
                             {"cost", Align::kRight},
                             {"blocks", Align::kRight},
                             {"prevented", Align::kRight},
                             {"first (UTC)"},
                             {"last (UTC)"},
                             {"categories"}})};
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
  section.note = CutNote(rows.size(), most);
  Cut(rows, most);
  for (const auto& [address, totals] : rows) {
    std::string categories = totals->allowed ? "(on the allow list)" : "";
    for (uint8_t i = 0; i < kCategoryCount; ++i) {
      if (totals->categories.Has(static_cast<Category>(i)))
        categories += (categories.empty() ? "" : " ") + std::string(CategoryName(static_cast<Category>(i)));
    }
    section.table.Add({address.ToString(report.replay->prefix()), FormatCount(totals->entries),
                       FormatCount(totals->cost), std::to_string(totals->blocks),
                       FormatCount(totals->prevented), FormatShortTime(totals->first_us),
                       FormatShortTime(totals->last_us), categories});
  }
  return section;
}

ScanSection Findings(const ScanReport& report, std::size_t most) {
  ScanSection section{"About the server", "Nobody is charged for these.",
                      Table({{"first (UTC)"},
                             {"last (UTC)"},
                             {"times", Align::kRight},
                             {"kind"},
                             {"category"},
                             {"rule", Align::kRight},
                             {"what it sees"},
                             {"example"}})};
  std::vector<ServerFinding> findings = report.replay->findings();
  std::stable_sort(findings.begin(), findings.end(),
                   [](const auto& a, const auto& b) { return a.times > b.times; });
  if (const std::string cut = CutNote(findings.size(), most); !cut.empty()) section.note += " " + cut;
  Cut(findings, most);
  for (const ServerFinding& finding : findings) {
    section.table.Add({FormatShortTime(finding.first_us), FormatShortTime(finding.last_us),
                       FormatCount(finding.times), finding.widespread ? "many clients at once" : "server",
                       std::string(CategoryName(finding.category)), std::to_string(finding.rule),
                       RuleName(report, finding.rule), Printable(finding.message, kMessageWidth)});
  }
  return section;
}

ScanSection Vhosts(const ScanReport& report, std::size_t most) {
  ScanSection section{"Entries by virtual host", "", Table({{"entries", Align::kRight}, {"virtual host"}})};
  std::vector<std::pair<uint64_t, std::string>> rows;
  for (const auto& [name, count] : report.tally.vhosts) rows.emplace_back(count, name);
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  section.note = CutNote(rows.size(), most);
  Cut(rows, most);
  for (const auto& [count, name] : rows) section.table.Add({FormatCount(count), Printable(name)});
  return section;
}

ScanSection Files(const ScanReport& report, std::size_t most) {
  ScanSection section{
      "Files", "", Table({{"lines", Align::kRight}, {"entries", Align::kRight}, {"from (UTC)"}, {"file"}})};
  if (report.files.size() < 2) return section;
  section.note = CutNote(report.files.size(), most);
  const std::size_t shown = most == 0 ? report.files.size() : std::min(most, report.files.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const LogFile& file = report.files[i];
    section.table.Add({FormatCount(file.lines), FormatCount(file.entries),
                       file.first_us == INT64_MIN ? "" : FormatShortTime(file.first_us),
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
  sections.push_back(Vhosts(report, most));
  sections.push_back(Files(report, most));
  return sections;
}

void WriteScanCsv(const ScanReport& report, const TextSink& sink) {
  std::vector<std::string> titles;
  for (const Table::Column& column : BlockColumns()) titles.push_back(column.title);
  sink(CsvLine(titles));
  for (const BlockEvent& block : report.replay->blocks()) sink(CsvLine(BlockRow(report, block)));
}

std::string TextLine(const ScanReport& report, const BlockEvent& block) {
  constexpr std::size_t kClientWidth = 15;
  std::string client = block.Shown(report.replay->prefix());
  client.resize(std::max(client.size(), kClientWidth), ' ');
  return (block.timed ? FormatShortTime(block.time_us) + "Z  " : "") + client + "  " + block.limit + " " +
         std::to_string(block.score) + "/" + std::to_string(block.capacity) + "  " +
         (block.until_us == 0 ? "reported only"
          : !block.timed      ? "for " + Span(block.time_us, block.until_us)
                              : "until " + FormatShortTime(block.until_us) + "Z") +
         "  rule " + std::to_string(block.rule) + " " + RuleName(report, block.rule) + "  on lines " +
         EvidenceText(report, block.evidence) + ": " + Printable(block.message, kMessageWidth) + "\n";
}

std::vector<std::pair<std::string, std::string>> ScanFacts(const ScanReport& report) {
  const ScanTally& tally = report.tally;
  uint64_t telling = 0;
  for (const uint64_t count : tally.categories) telling += count;
  std::size_t blocked = 0;
  for (const auto& [address, totals] : report.replay->clients()) blocked += totals.blocks != 0;
  std::vector<std::pair<std::string, std::string>> facts;
  facts.emplace_back("lines", FormatCount(tally.lines));
  if (tally.first_us <= tally.last_us)
    facts.emplace_back("period", FormatShortTime(tally.first_us) + " to " + FormatShortTime(tally.last_us) +
                                     " UTC (" + Span(tally.first_us, tally.last_us) + ")");
  facts.emplace_back(
      "evidence of something",
      FormatCount(telling) + (tally.lines == 0 ? "" : " (" + Percent(telling, tally.lines) + ")"));
  facts.emplace_back("clients behind it", FormatCount(report.replay->clients().size()));
  facts.emplace_back("clients blocked", FormatCount(blocked) + ", " +
                                            FormatCount(report.replay->blocks().size()) + " incidents, " +
                                            FormatCount(report.replay->prevented()) + " entries prevented");
  const Limit& any = report.rules->limits.any;
  facts.emplace_back(
      "rules", FormatCount(report.rules->rules->rules().size()) + " of " + Printable(report.rules->path) +
                   (any.shape.capacity == 0
                        ? ""
                        : ", limit any " + FormatShape(any.shape.capacity, DurationOf(any.shape.window))));
  return facts;
}

}  // namespace errwatch::cli
