// A block of lines -> what it holds: the part of a scan that several threads do at once.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/logs/entry_filter.h"
#include "cli/logs/entry_reader.h"
#include "cli/logs/line_classifier.h"
#include "cli/logs/read_bounds.h"
#include "rules/rule_set.h"

namespace errwatch::cli {

struct ScanRecord;

// Lines whose request counts by another line of it (RequestJoin).
struct CountedElsewhere {
  uint64_t lines = 0;
  std::array<uint64_t, kCategoryCount> categories{};
  std::map<uint32_t, uint64_t> rules;
  std::map<std::string, uint64_t, std::less<>> vhosts;

  void Add(const ScanRecord& record);
};

// Sums over lines; those of blocks are added up.
struct ScanTally {
  uint64_t lines = 0;
  uint64_t unusable = 0;        // empty, or no JSON
  uint64_t without_prefix = 0;  // nothing of an error-log line: words of a child process, continuation lines
  uint64_t of_httpd = 0;        // usable, and with something that httpd itself writes
  uint64_t without_time = 0;
  uint64_t with_client = 0;  // that name one
  uint64_t other_form = 0;   // than their log has: words of a child process that look like a line of a log
  uint64_t filtered = 0;     // left out by a filter
  uint64_t limited = 0;      // a pattern ran into its match limit
  uint64_t benign = 0;
  std::array<uint64_t, kCategoryCount> categories{};
  std::vector<uint64_t> rule_hits;  // by index into RuleSet::rules(): entries that the rule named
  std::map<std::string, uint64_t, std::less<>> vhosts;     // entries that are evidence of something
  std::map<std::string, Level, std::less<>> most_verbose;  // by module
  uint64_t same_request = 0;  // evidence that counts as that of another line of its request
  int64_t first_us = INT64_MAX, last_us = INT64_MIN;

  void Add(const ScanTally& other);
  // Takes out what counts as another line's.
  void Remove(const CountedElsewhere& elsewhere, const RuleSet& rules);
};

// Names come from the log, so an attacker may invent them: no more than this many are told apart.
inline constexpr std::size_t kMostNames = 1000;

// An entry that is evidence of something. Views into ScanBlock::text or ScanBlock::owned.
struct ScanRecord {
  std::optional<int64_t> time_us;  // of a request when it was answered, as far as that is known
  uint64_t line = 0;               // within the block, from 0
  ClientAddress client;
  Entry entry;
  Classification what;
  Classification other;  // what ScanPlan::other_rules say; one of the two is evidence of something
  uint64_t voice = 0;    // VoiceOf, for an address near the server
  bool forwarded = false;
  bool begins_with_client = false;  // LogLine
  bool of_access_log = false;
  bool vague = false;  // ... of which it is known to a second or so when the request was answered
  uint64_t request = 0, unique_id = 0;  // EntryReader::Read
  // Where lines of both logs tell of one request it counts once, by one of them (RequestJoin): by `what`, and
  // by `other`. It is charged as all of them say.
  bool again = false, other_again = false;
  bool keeps_vhost = false;  // `again`, but only this one names the virtual host
  uint16_t answered = 0;     // the status of the request, where another line of it says so

  // Of what ScanBlock::joins keeps: nothing follows from it alone.
  bool says_nothing() const {
    return what.category == Category::kBenign && other.category == Category::kBenign && !IsSuccess(entry);
  }
};

struct ScanBlock {
  std::string text;
  InputForm input;     // ... and what it holds
  LogForm form;        // of the log that it is from
  LocalOrder order;    // of the lines before it; of all, once it is scanned
  bool joins = false;  // its entries meet their requests: those that are evidence of nothing alone stay, too
  std::vector<ScanRecord> records;                         // in the order of lines
  std::deque<OwnedEntry> owned;                            // of JSON lines
  std::deque<std::string> names;                           // of users, and texts that the lines held encoded
  std::vector<std::pair<uint64_t, std::string>> unparsed;  // where they were asked for
  ScanTally tally;

  uint64_t Evidence() const {
    return static_cast<uint64_t>(
        std::ranges::count_if(records, [](const auto& r) { return !r.says_nothing(); }));
  }
};

// Which responses of an access log are judged, as ErrWatchInspect and ErrWatchStatusCodes say: rules see no
// other status than those that are listed, and of the others the request alone, or nothing of it.
struct JudgedResponses {
  bool all = true;               // whatever their status
  std::vector<uint16_t> listed;  // else these, in order
  bool others = true;            // ... and of the rest what was asked for
};

// What does not change during a scan; shared by all threads.
struct ScanPlan {
  const RuleSet* rules = nullptr;
  const RuleSet* other_rules = nullptr;  // asked too, but neither filtered by nor tallied; may be null
  const EntryFilter* filter = nullptr;
  InputForm input{InputKind::kLog};
  std::vector<std::string> access_logs;  // files that must be such, whatever `input` says
  JudgedResponses responses, other_responses;
  int64_t now_us = 0;
  bool keep_unparsed = false;
  bool every_entry = false;  // also those that are evidence of nothing
  ReadBounds bounds;

  InputForm InputOf(const std::string& path) const {
    const bool access = std::find(access_logs.begin(), access_logs.end(), path) != access_logs.end();
    return access ? InputForm{InputKind::kAccess, input.access} : input;
  }
};

// One object a thread.
class BlockScanner {
 public:
  // Throws std::runtime_error when the matching library refuses.
  explicit BlockScanner(const ScanPlan& plan);

  // Fills everything but `text` and `form`.
  void Scan(ScanBlock& block);

 private:
  void Line(std::string_view line, ScanBlock& block);
  void EmptyLines(std::size_t lines, ScanBlock& block) const;

  Classification Ask(LineClassifier& classifier, const Entry& entry, const JudgedResponses& judged) const;
  bool MayBelongTogether(const EntryReader::Read& read) const;
  void AddRecord(EntryReader::Read& read, uint64_t line, const Classification& what,
                 const Classification& other, ScanBlock& block);
  static void KeepTexts(Entry& entry, ScanBlock& block);

  const ScanPlan& plan_;
  InputKind kind_ = InputKind::kLog;  // of the block
  LineClassifier classifier_;
  std::optional<LineClassifier> other_classifier_;
  EntryReader reader_;
};

// The path or URI that a message speaks of: ModSecurity's [uri "..."], or the first word that begins with
// '/', also in quotes or brackets. Empty when there is none.
// It tells entries of one rule apart and is shown; it is never classified.
std::string_view PathInMessage(std::string_view message) noexcept;

}  // namespace errwatch::cli
