// A block of lines -> what it holds: the part of a scan that several threads do at once.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cli/entry_filter.h"
#include "cli/entry_reader.h"
#include "core/classifier.h"
#include "core/rule_set.h"

namespace errwatch::cli {

// Sums over lines; those of blocks are added up.
struct ScanTally {
  uint64_t lines = 0;
  uint64_t unusable = 0;        // empty, or no JSON
  uint64_t without_prefix = 0;  // nothing of an error-log line: words of a child process, continuation lines
  uint64_t without_time = 0;
  uint64_t filtered = 0;  // left out by a filter
  uint64_t limited = 0;   // a pattern ran into its match limit
  uint64_t benign = 0;
  std::array<uint64_t, kCategoryCount> categories{};
  std::vector<uint64_t> rule_hits;  // by index into RuleSet::rules(): entries that the rule named
  std::map<std::string, uint64_t, std::less<>> vhosts;     // entries that are evidence of something
  std::map<std::string, Level, std::less<>> most_verbose;  // by module
  int64_t first_us = INT64_MAX, last_us = INT64_MIN;

  void Add(const ScanTally& other);
};

// Names come from the log, so an attacker may invent them: no more than this many are told apart.
inline constexpr std::size_t kMostNames = 1000;

// An entry that is evidence of something. Views into ScanBlock::text or ScanBlock::owned.
struct ScanRecord {
  std::optional<int64_t> time_us;
  uint64_t line = 0;  // within the block, from 0
  ClientAddress client;
  Entry entry;
  Classification what;
};

struct ScanBlock {
  std::string text;
  std::vector<ScanRecord> records;                         // in the order of lines
  std::deque<OwnedEntry> owned;                            // of JSON lines
  std::vector<std::pair<uint64_t, std::string>> unparsed;  // where they were asked for
  ScanTally tally;
};

// What does not change during a scan; shared by all threads.
struct ScanPlan {
  const RuleSet* rules = nullptr;
  const EntryFilter* filter = nullptr;
  InputKind input = InputKind::kLog;
  int64_t now_us = 0;
  bool keep_unparsed = false;
};

// One object a thread.
class BlockScanner {
 public:
  // Throws std::runtime_error when the matching libraries refuse.
  explicit BlockScanner(const ScanPlan& plan);

  // Fills everything but `text`.
  void Scan(ScanBlock& block);

 private:
  void Line(std::string_view line, ScanBlock& block);

  Classification ClassifyOnce(const EntryReader::Read& read);

  // Logs repeat themselves: what the last lines with the same text were. The whole text is compared, so a hit
  // is never wrong.
  struct Remembered {
    std::string text;
    Classification what;
  };
  static constexpr std::size_t kRemembered = 8192;
  static constexpr std::size_t kMostRememberedBytes = 512;

  const ScanPlan& plan_;
  std::vector<Remembered> remembered_ = std::vector<Remembered>(kRemembered);
  std::string key_;
  EntryReader reader_;
  std::unique_ptr<MatchScratch> scratch_ = std::make_unique<MatchScratch>();
};

// The path or URI that a message speaks of: ModSecurity's [uri "..."], or the first word that begins with
// '/', also in quotes or brackets. Empty when there is none. It tells entries of one rule apart and is shown;
// it is never classified.
std::string_view PathInMessage(std::string_view message) noexcept;

}  // namespace errwatch::cli
