#include "cli/scan/diff_report.h"

#include <algorithm>
#include <tuple>

#include "base/duration.h"
#include "config/directive.h"
#include "model/bucket_tag.h"

namespace errwatch::cli {
namespace {

using Outcomes = std::map<ClientAddress, ClientOutcome>;

Outcomes OutcomesOf(const Replay& replay, ClientPrefix prefix) {
  Outcomes outcomes;
  for (const auto& [address, totals] : replay.clients()) {
    ClientOutcome& outcome = outcomes[address.Masked(prefix)];
    outcome.prevented += totals.prevented;
    outcome.entries += totals.entries;
    outcome.allowed = outcome.allowed || totals.allowed;
  }
  for (const BlockEvent& block : replay.blocks()) {
    if (block.until_us == 0) continue;
    if (block.range_bits != 0) continue;  // its clients are compared
    ClientOutcome& outcome = outcomes[block.client.Masked(prefix)];
    if (outcome.blocks++ == 0) {
      outcome.first_us = block.time_us;
      outcome.limit = block.limit;
      outcome.rule = block.rule;
    }
    outcome.blocked_us += block.until_us - block.time_us;
  }
  return outcomes;
}

uint64_t Distance(uint64_t a, uint64_t b) { return a > b ? a - b : b - a; }
uint64_t Distance(int64_t a, int64_t b) { return static_cast<uint64_t>(a > b ? a - b : b - a); }

void CompareClients(const DiffSide& before, const DiffSide& after, DiffReport& report) {
  std::map<ClientAddress, ClientDifference> clients;
  for (auto& [address, outcome] : OutcomesOf(*before.replay, report.prefix))
    clients[address].before = outcome;
  for (auto& [address, outcome] : OutcomesOf(*after.replay, report.prefix)) clients[address].after = outcome;
  for (auto& [address, client] : clients) {
    client.address = address;
    const ClientOutcome& a = client.before;
    const ClientOutcome& b = client.after;
    report.clients_blocked.before += a.blocks != 0;
    report.clients_blocked.after += b.blocks != 0;
    if (a.blocks != 0 && b.blocks == 0) report.only_before.push_back(client);
    if (a.blocks == 0 && b.blocks != 0) report.only_after.push_back(client);
    const bool both = a.blocks != 0 && b.blocks != 0;
    if (both && std::tie(a.blocks, a.first_us, a.blocked_us) != std::tie(b.blocks, b.first_us, b.blocked_us))
      report.otherwise.push_back(client);
  }
  // The map's order, by address, decides between equals.
  const auto by = [](std::vector<ClientDifference>& list, auto rank) {
    std::stable_sort(list.begin(), list.end(),
                     [&](const auto& a, const auto& b) { return rank(a) > rank(b); });
  };
  by(report.only_before, [](const auto& c) { return std::tuple(c.before.prevented, c.before.blocked_us); });
  by(report.only_after, [](const auto& c) { return std::tuple(c.after.prevented, c.after.blocked_us); });
  by(report.otherwise, [](const auto& c) {
    return std::tuple(Distance(c.before.blocked_us, c.after.blocked_us),
                      Distance(c.before.first_us, c.after.first_us));
  });
}

bool SameMeaning(const Rule& a, const Rule& b) { return a.category == b.category && a.cost == b.cost; }

bool SameRule(const Rule& a, const Rule& b) {
  return SameMeaning(a, b) && SameCondition(a, b) && std::ranges::equal(a.more, b.more, SameCondition) &&
         a.log_ids == b.log_ids && a.modules == b.modules && a.level == b.level && a.errnos == b.errnos &&
         a.statuses == b.statuses && a.methods == b.methods && a.credentials == b.credentials &&
         a.guesses == b.guesses;
}

uint64_t CountOf(const std::map<uint32_t, uint64_t>& counts, uint32_t id) {
  const auto found = counts.find(id);
  return found == counts.end() ? 0 : found->second;
}

void CompareRules(const DiffSide& before, const DiffSide& after, DiffReport& report) {
  std::map<uint32_t, RuleDifference> rules;
  for (const Rule& rule : before.rules.rules->rules()) rules[rule.id].rule.before = &rule;
  for (const Rule& rule : after.rules.rules->rules()) rules[rule.id].rule.after = &rule;
  for (auto& [id, difference] : rules) {
    const auto& [a, b] = difference.rule;
    report.rules_added += a == nullptr;
    report.rules_removed += b == nullptr;
    report.rules_changed += a != nullptr && b != nullptr && !SameRule(*a, *b);
    difference.id = id;
    difference.entries = {CountOf(before.rule_entries, id), CountOf(after.rule_entries, id)};
    const bool named = difference.entries.before + difference.entries.after != 0;
    const bool meaning = a != nullptr && b != nullptr && !SameMeaning(*a, *b);
    if (difference.entries.before != difference.entries.after || (named && meaning))
      report.rules.push_back(difference);
  }
  std::stable_sort(report.rules.begin(), report.rules.end(), [](const auto& a, const auto& b) {
    return Distance(a.entries.before, a.entries.after) > Distance(b.entries.before, b.entries.after);
  });
}

std::map<std::string, uint64_t> BlocksByLimit(const Replay& replay) {
  std::map<std::string, uint64_t> counts;
  for (const BlockEvent& block : replay.blocks()) {
    if (block.until_us != 0) ++counts[block.limit];
  }
  return counts;
}

void CompareLimits(const DiffSide& before, const DiffSide& after, DiffReport& report) {
  auto blocks_before = BlocksByLimit(*before.replay);
  auto blocks_after = BlocksByLimit(*after.replay);
  const auto add = [&](std::string_view name, const Limit& a, const Limit& b) {
    LimitDifference difference{std::string(name), {a, b}, {}};
    difference.blocks = {blocks_before[difference.name], blocks_after[difference.name]};
    const bool none = a.shape.capacity == 0 && b.shape.capacity == 0;
    if ((!none && a != b) || difference.blocks.before != difference.blocks.after)
      report.limits.push_back(difference);
  };
  add(kAnyName, before.rules.limits.any, after.rules.limits.any);
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    const auto category = static_cast<Category>(i);
    add(CategoryName(category), before.rules.limits[category], after.rules.limits[category]);
  }
  std::stable_sort(report.limits.begin(), report.limits.end(), [](const auto& a, const auto& b) {
    return Distance(a.blocks.before, a.blocks.after) > Distance(b.blocks.before, b.blocks.after);
  });
}

void CompareCategories(const DiffSide& before, const DiffSide& after, DiffReport& report) {
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    report.evidence.before += before.categories[i];
    report.evidence.after += after.categories[i];
    if (before.categories[i] != after.categories[i])
      report.categories.push_back({static_cast<Category>(i), {before.categories[i], after.categories[i]}});
  }
  std::stable_sort(report.categories.begin(), report.categories.end(), [](const auto& a, const auto& b) {
    return Distance(a.entries.before, a.entries.after) > Distance(b.entries.before, b.entries.after);
  });
}

// As the directive would say it; of lists, how long they are.
std::vector<std::pair<std::string, std::string>> SettingsOf(const ServerSettings& settings) {
  const BlockPolicy& block = settings.block.value;
  const ClientPrefix& prefix = settings.prefix.value;
  const auto ranges = [](const AddressSet& set) { return std::to_string(set.size()) + " ranges"; };
  return {
      {"ErrWatchBlock", "base=" + FormatDuration(block.base) + " factor=" + std::to_string(block.factor) +
                            " max=" + FormatDuration(block.max) + " decay=" + FormatDuration(block.decay)},
      {"ErrWatchPrefix", "ipv4=" + std::to_string(prefix.ipv4) + " ipv6=" + std::to_string(prefix.ipv6)},
      {"ErrWatchClients", std::to_string(settings.clients.value)},
      {"ErrWatchAllow", ranges(settings.allow)},
      {"ErrWatchTrustedProxy", ranges(settings.trusted_proxies)}};
}

void CompareSettings(const DiffSide& before, const DiffSide& after, DiffReport& report) {
  const auto a = SettingsOf(before.rules.settings);
  const auto b = SettingsOf(after.rules.settings);
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i].second != b[i].second) report.settings.push_back({a[i].first, {a[i].second, b[i].second}});
  }
}

uint64_t CountBlocks(const Replay& replay, bool reported) {
  return static_cast<uint64_t>(
      std::count_if(replay.blocks().begin(), replay.blocks().end(),
                    [&](const BlockEvent& block) { return (block.until_us == 0) == reported; }));
}

}  // namespace

Result<std::unique_ptr<DiffSide>> DiffSide::Make(const std::string& config, const std::string& vhost) {
  Result<RulesInForce> rules = LoadRules(config, vhost);
  if (!rules) return rules.failure();
  auto side = std::make_unique<DiffSide>();
  side->rules = std::move(rules).value();
  Result<std::unique_ptr<Replay>> replay = Replay::Make(side->rules);
  if (!replay) return replay.failure();
  side->replay = std::move(replay).value();
  return side;
}

void DiffSide::Add(const ScanRecord& record, std::size_t file, uint64_t line) {
  replay->Add(record, file, line);
  if (record.what.category == Category::kBenign || record.again) return;
  ++categories[static_cast<std::size_t>(record.what.category)];
  ++rule_entries[record.what.rule];
}

std::string LimitText(const Limit& limit) {
  if (limit.shape.capacity == 0) return "none";
  std::string text = FormatShape(limit.shape.capacity, DurationOf(limit.shape.window));
  if (limit.block.count() >= 0)
    text += " block=" + (limit.block.count() == 0 ? "none" : FormatDuration(limit.block));
  return text;
}

DiffReport Compare(const DiffSide& before, const DiffSide& after, const ScanTally& tally) {
  DiffReport report;
  report.before = &before;
  report.after = &after;
  report.tally = tally;
  const ClientPrefix a = before.replay->prefix();
  const ClientPrefix b = after.replay->prefix();
  report.prefix = {std::min(a.ipv4, b.ipv4), std::min(a.ipv6, b.ipv6)};
  report.blocks = {CountBlocks(*before.replay, false), CountBlocks(*after.replay, false)};
  report.reported = {CountBlocks(*before.replay, true), CountBlocks(*after.replay, true)};
  report.prevented = {before.replay->prevented(), after.replay->prevented()};
  CompareClients(before, after, report);
  CompareRules(before, after, report);
  CompareLimits(before, after, report);
  CompareCategories(before, after, report);
  CompareSettings(before, after, report);
  return report;
}

}  // namespace errwatch::cli
