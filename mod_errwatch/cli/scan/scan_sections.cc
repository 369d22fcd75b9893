// The tables of a scan, for people.
#include <algorithm>

#include "base/duration.h"
#include "base/time_text.h"
#include "cli/config/log_level.h"
#include "cli/logs/entry_json.h"
#include "cli/output/terminal.h"
#include "cli/scan/scan_report.h"
#include "config/directive.h"
#include "model/unnamed_proxy.h"

namespace errwatch::cli {
namespace {

using Align = Table::Align;

constexpr std::size_t kMessageWidth = 90;

// In which direction a scan of one errs.
constexpr std::string_view kWhatAnErrorLogLacks =
    "an error log holds no credentials, no successful requests and no log-in forms, which the running server "
    "sees: it may let clients pass that are blocked here, and block others that guess at a form";

// What there is evidence of is nobody's.
constexpr std::string_view kNamesNobody =
    "no line names a client, so that nobody is blocked; blocking needs [client %a] in ErrorLogFormat, as "
    "httpd's own format has it, without a list of addresses or a header in its place";

bool NamesNobody(const ScanReport& report) {
  uint64_t telling = 0;
  for (const uint64_t count : report.tally.categories) telling += count;
  return telling != 0 && report.tally.with_client == 0;
}

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

ScanSection Blocks(const ScanReport& report, std::size_t most) {
  ScanSection section{"Who would have been blocked", "",
                      Table({{"time (UTC)"},
                             {"client"},
                             {"for", Align::kRight},
                             {"limit"},
                             {"score", Align::kRight},
                             {"prevented", Align::kRight},
                             {"rule", Align::kRight},
                             {"last straw"},
                             {"on lines"}})};
  std::vector<BlockEvent> blocks = report.replay->blocks();
  section.shown_empty = true;
  const Judged judged = HowJudged(report);
  section.note = judged != Judged::kYes ? std::string(WhyNotJudged(judged))
                 : blocks.empty()       ? "Nobody."
                                        : CutNote(blocks.size(), most);
  Cut(blocks, most);
  for (const BlockEvent& block : blocks) {
    section.table.Add({block.timed ? FormatShortTime(block.time_us) : "",
                       block.Shown(report.replay->prefix()),
                       block.until_us == 0 ? "reported" : Span(block.time_us, block.until_us), block.limit,
                       std::to_string(block.score) + "/" + std::to_string(block.capacity),
                       FormatCount(block.prevented), std::to_string(block.rule),
                       Printable(block.message, kMessageWidth), EvidenceText(report, block.evidence)});
  }
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

ScanSection Vhosts(const ScanReport& report) {
  ScanSection section{"Entries by virtual host", "", Table({{"entries", Align::kRight}, {"virtual host"}})};
  std::vector<std::pair<uint64_t, std::string>> rows;
  for (const auto& [name, count] : report.tally.vhosts) rows.emplace_back(count, name);
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [count, name] : rows) section.table.Add({FormatCount(count), Printable(name)});
  return section;
}

ScanSection Files(const ScanReport& report) {
  ScanSection section{
      "Files", "", Table({{"lines", Align::kRight}, {"entries", Align::kRight}, {"from (UTC)"}, {"file"}})};
  if (report.files.size() < 2) return section;
  for (const LogFile& file : report.files) {
    section.table.Add({FormatCount(file.lines), FormatCount(file.entries),
                       file.first_us == INT64_MIN ? "" : FormatShortTime(file.first_us),
                       Printable(file.path)});
  }
  return section;
}

}  // namespace

Judged HowJudged(const ScanReport& report) {
  const ScanTally& tally = report.tally;
  // Of a log that nothing was written to yet that is true.
  const bool all_read =
      std::ranges::all_of(report.files, [](const LogFile& file) { return file.error.empty(); });
  if (!report.of_error_log || (tally.lines == 0 && all_read)) return Judged::kYes;
  if (tally.of_httpd == 0) return Judged::kUnreadable;
  const bool none_left = tally.lines <= tally.unusable + tally.filtered;
  return tally.first_us <= tally.last_us || none_left ? Judged::kYes : Judged::kNoTimes;
}

std::string_view WhyNotJudged(Judged judged) {
  switch (judged) {
    case Judged::kNoTimes:
      return "Judged without limits: no line has a time, and limits count within a window of time.";
    case Judged::kUnreadable:
      return "Not judged: no line of an error log of httpd was found.";
    default:
      return "";
  }
}

std::vector<ScanSection> ScanSections(const ScanReport& report, std::size_t most) {
  std::vector<ScanSection> sections;
  sections.push_back(Blocks(report, most));
  sections.push_back(Categories(report));
  sections.push_back(RulesThatNamed(report, most));
  sections.push_back(ClientsOf(report, most));
  sections.push_back(Findings(report, most));
  sections.push_back(Vhosts(report));
  sections.push_back(Files(report));
  return sections;
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

std::vector<std::string> ScanNotes(const ScanReport& report) {
  std::vector<std::string> notes;
  const ScanTally& tally = report.tally;
  const Judged judged = HowJudged(report);
  if (judged != Judged::kYes) notes.emplace_back(WhyNotJudged(judged));
  if (report.of_error_log && tally.lines != 0) notes.emplace_back(kWhatAnErrorLogLacks);
  for (const LogFile& file : report.files) {
    if (!file.error.empty()) notes.push_back(file.error);
  }
  const auto count = [&](uint64_t lines, const char* text) {
    if (lines != 0) notes.push_back(FormatCount(lines) + text);
  };
  count(tally.unusable, " lines were empty or unreadable (--unparsed shows them)");
  count(tally.without_prefix,
        " lines have nothing of an error-log line: words of child processes or continuations (--unparsed "
        "shows them)");
  count(tally.other_form,
        " lines have another form than their log, as a child process writes it: they name no client");
  if (NamesNobody(report)) notes.emplace_back(kNamesNobody);
  count(tally.without_time, " lines have no time stamp and were taken with the line before them");
  count(tally.filtered, " lines were left out by filters");
  count(tally.limited, " entries ran into the match limit of a pattern");
  count(report.replay->allowed(), " entries came from clients on the allow list");
  for (const std::string& proxy : report.replay->UnnamedProxies()) notes.push_back(UnnamedProxyAdvice(proxy));
  const store::CountersReader counters = report.replay->segment().counters();
  count(counters.Sum(store::Counter::kOwnAddress),
        " entries came from the server itself (127.0.0.1 or ::1), which is never counted");
  count(counters.Sum(store::Counter::kEvictions),
        " clients were forgotten to make room: raise ErrWatchClients");
  count(counters.Sum(store::Counter::kWidespread),
        " entries were not charged because many clients cause the same one");
  for (const Takeover& takeover : report.replay->takeovers()) {
    notes.push_back("possible takeover: " + takeover.client.ToString() + " logged in after " +
                    std::to_string(takeover.failures) + " failed attempts at \"" + takeover.name + "\", " +
                    FormatShortTime(takeover.time_us));
  }
  if (!report.coverage.hidden.empty() && tally.lines != 0) {
    notes.push_back(std::to_string(report.coverage.hidden.size()) + " of " +
                    std::to_string(report.coverage.rules) +
                    " rules could not see their message: the log seems to be written at LogLevel " +
                    report.coverage_basis + "; " + WouldShow(report.coverage));
  }
  return notes;
}

}  // namespace errwatch::cli
