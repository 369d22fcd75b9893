// What a scan found, as plain values, and its forms.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/language.h"
#include "cli/config/rules_in_force.h"
#include "cli/logs/log_streams.h"
#include "cli/logs/scan_block.h"
#include "cli/output/local_time.h"
#include "cli/output/table.h"
#include "cli/scan/replay.h"
#include "cli/scan/scan_texts.h"
#include "cli/scan/site_model.h"
#include "rules/coverage.h"

namespace errwatch::cli {

// A request unlike those that a model of the site knows.
struct UnusualRequest {
  std::optional<int64_t> time_us;
  ClientAddress client;
  std::size_t file = 0;
  uint64_t line = 0;
  std::string request;  // "GET /path?query"
  RequestUnlikeness unlike;
};

inline constexpr std::size_t kMostUnusual = 1000;

struct ScanReport {
  const RulesInForce* rules = nullptr;
  const Replay* replay = nullptr;
  std::vector<LogFile> files;
  ScanTally tally;
  bool of_log = false;                // not of entries that say more (--input jsonl)
  uint64_t not_joined = 0;            // RequestJoin::alone
  std::optional<int64_t> other_zone;  // JoinedLogs
  bool has_model = false;
  uint64_t compared = 0;                   // requests that it judged
  uint64_t unusual_all = 0;                // how many there were
  std::vector<UnusualRequest> unusual;     // most unlike first, kMostUnusual of them
  Coverage coverage;                       // judged by the levels that the log holds
  std::string coverage_basis;              // "warn core:info"
  Language language = Language::kEnglish;  // of the forms for people
  LocalTime time;                          // ... and their zone
};

// In the report's language.
inline std::string Worded(const ScanReport& report, ScanPhrase phrase,
                          std::initializer_list<std::string_view> values = {}) {
  return errwatch::Filled(phrase.In(report.language), values);
}

// Whether limits could judge anybody.
enum class Judged : uint8_t { kYes, kNoTimes, kUnreadable };
Judged HowJudged(const ScanReport& report);
// A sentence for people.
std::string WhyNotJudged(Judged judged, Language language = Language::kEnglish);

// There are entries, and none of them has a time.
bool LooksForAnomaliesInVain(const ScanReport& report);

// Of anomalies, as the configuration says that is judged by.
std::string WhoIsChargedForAnomalies(const ScanReport& report);

// A table with its heading; text, markdown and HTML show the same ones.
struct ScanSection {
  std::string title;
  std::string note;  // a sentence under the heading; may be empty
  Table table;
  bool shown_empty = false;  // that there is no row is worth saying
  bool IsShown() const { return shown_empty || !table.empty(); }
};

// `most`: rows of a table, 0 = all.
std::vector<ScanSection> ScanSections(const ScanReport& report, std::size_t most);
// "lines", "1,000,000" and so on.
std::vector<std::pair<std::string, std::string>> ScanFacts(const ScanReport& report);
// What the reader should know: unreadable files, lines without a time, a full table.
std::vector<std::string> ScanNotes(const ScanReport& report, std::size_t most = 0);

std::string ScanText(const ScanReport& report, std::size_t most, bool colour);
std::string ScanMarkdown(const ScanReport& report, std::size_t most);
// A complete page: no scripts, no network.
std::string ScanHtml(const ScanReport& report, std::size_t most);

// Programs get everything, piece by piece: there may be as many blocks as a network has addresses.
using TextSink = std::function<void(std::string_view)>;
// One document.
void WriteScanJson(const ScanReport& report, const TextSink& sink);
// One object a line: "type" is block, client, rule, category, vhost, finding, then summary.
void WriteScanJsonLines(const ScanReport& report, const TextSink& sink);
// Its parts, for whoever follows a log: a block and a finding as they happen, and what is left to the end.
std::string JsonLine(const ScanReport& report, const BlockEvent& block);
std::string JsonLine(const ServerFinding& finding);
void WriteScanJsonLinesAtEnd(const ScanReport& report, const TextSink& sink);
// A block as one line for people.
std::string TextLine(const ScanReport& report, const BlockEvent& block);
// Who would have been blocked, one row a block.
void WriteScanCsv(const ScanReport& report, const TextSink& sink);

}  // namespace errwatch::cli
