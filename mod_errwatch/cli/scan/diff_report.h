// The same logs under two configurations: what differs, as plain values, and its forms.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/config/rules_in_force.h"
#include "cli/logs/scan_block.h"
#include "cli/scan/replay.h"

namespace errwatch::cli {

// One configuration, and what it makes of the logs.
struct DiffSide {
  static Result<std::unique_ptr<DiffSide>> Make(const std::string& config, const std::string& vhost);
  // Entries in time order; one that is evidence of nothing here is passed over.
  void Add(const ScanRecord& record, std::size_t file, uint64_t line);

  RulesInForce rules;
  std::unique_ptr<Replay> replay;                     // refers to `rules`
  std::array<uint64_t, kCategoryCount> categories{};  // entries
  std::map<uint32_t, uint64_t> rule_entries;          // by id: entries that the rule named
};

template <typename T>
struct BeforeAfter {
  T before{};
  T after{};
};

// What one configuration does to a client.
struct ClientOutcome {
  uint32_t blocks = 0;
  int64_t blocked_us = 0;  // all blocks together
  uint64_t prevented = 0;
  // Of the first block.
  int64_t first_us = 0;
  std::string limit;
  uint32_t rule = 0;
  // Where it is not blocked.
  bool allowed = false;
  uint64_t entries = 0;
};

// Of an outcome without a block, in JSON.
inline constexpr std::array<std::string_view, 3> kWhyNotBlocked = {"allowed", "no_evidence", "below_limits"};
constexpr std::string_view WhyNotBlocked(const ClientOutcome& outcome) {
  return kWhyNotBlocked[outcome.allowed ? 0 : outcome.entries == 0 ? 1 : 2];
}

struct ClientDifference {
  ClientAddress address;
  ClientOutcome before, after;
};

struct RuleDifference {
  uint32_t id = 0;
  BeforeAfter<const Rule*> rule;  // null = not in this configuration
  BeforeAfter<uint64_t> entries;
};

struct LimitDifference {
  std::string name;
  BeforeAfter<Limit> limit;
  BeforeAfter<uint64_t> blocks;
};

struct CategoryDifference {
  Category category = Category::kBenign;
  BeforeAfter<uint64_t> entries;
};

struct SettingDifference {
  std::string directive;
  BeforeAfter<std::string> value;
};

// Lists hold what differs only, what differs most first.
struct DiffReport {
  const DiffSide* before = nullptr;
  const DiffSide* after = nullptr;
  ScanTally tally;      // of lines; categories and rules are those of `before`
  ClientPrefix prefix;  // the wider one of both: clients are compared by it
  BeforeAfter<uint64_t> evidence, clients_blocked, blocks, reported, prevented;
  uint64_t rules_added = 0, rules_removed = 0, rules_changed = 0;
  std::vector<ClientDifference> only_after, only_before, otherwise;
  std::vector<LimitDifference> limits;
  std::vector<RuleDifference> rules;
  std::vector<CategoryDifference> categories;
  std::vector<SettingDifference> settings;

  bool SameOutcome() const {
    return only_after.empty() && only_before.empty() && otherwise.empty() && limits.empty() &&
           rules.empty() && categories.empty() && settings.empty();
  }
  bool SameRules() const { return rules_added + rules_removed + rules_changed == 0; }
};

DiffReport Compare(const DiffSide& before, const DiffSide& after, const ScanTally& tally);

// "8/10m", "8/10m block=1h", "none".
std::string LimitText(const Limit& limit);

// `most`: rows of a table, 0 = all.
std::string DiffText(const DiffReport& report, std::size_t most, bool colour);
// Field names are a public interface (docs/errwatch.md).
std::string DiffJson(const DiffReport& report);

}  // namespace errwatch::cli
