#include "core/rule_set.h"

#include <algorithm>

#include "core/required_literal.h"

namespace errwatch {
namespace {

Status RefuseDuplicates(std::span<const Rule> sorted) {
  const auto twin = std::adjacent_find(sorted.begin(), sorted.end(),
                                       [](const Rule& a, const Rule& b) { return a.id == b.id; });
  if (twin == sorted.end()) return Ok{};
  return Error{"rule id " + std::to_string(twin->id) + " is used twice, at " + twin->origin + " and at " +
               std::next(twin)->origin + ": ids must be unique"};
}

// A status code alone decides about such a rule: nothing but the code is asked for.
bool NeedsStatusOnly(const Rule& rule) {
  return !rule.statuses.empty() && rule.log_ids.empty() && rule.modules.empty() && !rule.level &&
         rule.pattern == nullptr && rule.category != Category::kBenign;
}

}  // namespace

Result<std::shared_ptr<const RuleSet>> RuleSet::Build(std::vector<Rule> rules,
                                                      std::span<const RuleRange> removed) {
  // stable: of two rules with one id, the one that was read first is named first.
  std::stable_sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
  if (Status unique = RefuseDuplicates(rules); !unique) return Error{unique.error()};
  std::erase_if(rules, [&](const Rule& rule) {
    return std::any_of(removed.begin(), removed.end(),
                       [&](const RuleRange& range) { return range.Covers(rule); });
  });

  const std::shared_ptr<RuleSet> set(new RuleSet);
  set->rules_ = std::move(rules);
  std::vector<std::vector<std::string>> literals(set->rules_.size());
  for (std::size_t i = 0; i < set->rules_.size(); ++i) {
    const Rule& rule = set->rules_[i];
    if (rule.pattern != nullptr) {
      literals[i] = RequiredLiterals(rule.pattern_text);
      set->targets_ = static_cast<TargetSet>(set->targets_ | rule.targets);
    }
    set->screening_.push_back(rule.pattern == nullptr ? Screening::kNoPattern
                              : literals[i].empty()   ? Screening::kUnscreened
                                                      : Screening::kLiteral);
    set->Index(static_cast<uint32_t>(i));
  }
  std::sort(set->statuses_.begin(), set->statuses_.end());
  set->statuses_.erase(std::unique(set->statuses_.begin(), set->statuses_.end()), set->statuses_.end());

  auto prefilter = Prefilter::Build(literals);
  if (!prefilter) return Error{prefilter.error()};
  set->prefilter_ = std::move(prefilter).value();
  return std::shared_ptr<const RuleSet>(set);
}

void RuleSet::Index(uint32_t index) {
  const Rule& rule = rules_[index];
  for (const LogId id : rule.log_ids) by_log_id_[id].push_back(index);
  if (rule.log_ids.empty()) {
    for (const std::string& module : rule.modules) by_module_[module].push_back(index);
    if (rule.modules.empty() && screening_[index] != Screening::kLiteral) general_.push_back(index);
  }
  if (NeedsStatusOnly(rule)) statuses_.insert(statuses_.end(), rule.statuses.begin(), rule.statuses.end());
}

const Rule* RuleSet::Find(uint32_t id) const {
  const auto at = std::lower_bound(rules_.begin(), rules_.end(), id,
                                   [](const Rule& rule, uint32_t wanted) { return rule.id < wanted; });
  return at != rules_.end() && at->id == id ? &*at : nullptr;
}

std::span<const uint32_t> RuleSet::ByLogId(LogId id) const {
  const auto at = by_log_id_.find(id);
  return at == by_log_id_.end() ? std::span<const uint32_t>() : std::span<const uint32_t>(at->second);
}

std::span<const uint32_t> RuleSet::ByModule(std::string_view module) const {
  const auto at = by_module_.find(module);
  return at == by_module_.end() ? std::span<const uint32_t>() : std::span<const uint32_t>(at->second);
}

}  // namespace errwatch
