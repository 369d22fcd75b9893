#include "rules/rule_set.h"

#include <algorithm>
#include <utility>

namespace errwatch {
namespace {

Screening ScreeningOf(const Rule& rule, const Prefilter::Pattern& pattern) {
  if (rule.structure) return Screening::kStructure;
  if (rule.pattern == nullptr) return Screening::kSelectors;
  return pattern.requirements.empty() ? Screening::kUnscreened : Screening::kLiteral;
}

}  // namespace

Status RuleSet::CheckIds(std::span<const Rule> rules) {
  std::vector<const Rule*> sorted;
  sorted.reserve(rules.size());
  for (const Rule& rule : rules) sorted.push_back(&rule);
  // stable: of two rules with one id, the one that was read first is named first.
  std::stable_sort(sorted.begin(), sorted.end(), [](const Rule* a, const Rule* b) { return a->id < b->id; });
  const auto twin = std::adjacent_find(sorted.begin(), sorted.end(),
                                       [](const Rule* a, const Rule* b) { return a->id == b->id; });
  if (twin == sorted.end()) return Ok{};
  return Error{"rule id " + std::to_string((*twin)->id) + " is used twice, at " + (*twin)->origin +
               " and at " + (*std::next(twin))->origin + ": ids must be unique"};
}

Result<std::shared_ptr<const RuleSet>> RuleSet::Build(std::vector<Rule> rules,
                                                      std::span<const RuleRange> removed) {
  if (Status unique = CheckIds(rules); !unique) return unique.failure();
  std::sort(rules.begin(), rules.end(), [](const Rule& a, const Rule& b) { return a.id < b.id; });
  std::erase_if(rules, [&](const Rule& rule) {
    return std::any_of(removed.begin(), removed.end(),
                       [&](const RuleRange& range) { return range.Covers(rule); });
  });

  const std::shared_ptr<RuleSet> set(new RuleSet);
  set->rules_ = std::move(rules);
  std::vector<Prefilter::Pattern> patterns(set->rule_words() * 64);
  for (std::size_t i = 0; i < set->rules_.size(); ++i) {
    Rule& rule = set->rules_[i];
    rule.selects_rarely =
        !rule.errnos.empty() || !rule.methods.empty() || !rule.credentials.empty() || !rule.guesses.empty();
    if (rule.pattern != nullptr) patterns[i] = {rule.targets, rule.pattern->requirements()};
    set->screening_.push_back(ScreeningOf(rule, patterns[i]));
    ScreenFurther(rule, patterns);
    set->NoteTargets(rule);
    set->Index(static_cast<uint32_t>(i));
  }
  set->prefilter_.emplace(patterns);
  set->pattern_count_ = patterns.size();
  return std::shared_ptr<const RuleSet>(set);
}

// So that a warning of PHP, which comes often, is not searched by a pattern for what it hardly ever says.
void RuleSet::ScreenFurther(Rule& rule, std::vector<Prefilter::Pattern>& patterns) {
  for (Condition& condition : rule.more) {
    if (condition.pattern == nullptr) continue;
    if (condition.pattern->requirements().empty()) continue;
    condition.screened_as = static_cast<uint32_t>(patterns.size());
    patterns.push_back({condition.targets, condition.pattern->requirements()});
  }
}

void RuleSet::NoteTargets(const Rule& rule) {
  const auto add = [](TargetSet& set, TargetSet targets) { set = static_cast<TargetSet>(set | targets); };
  add(targets_, rule.AllTargets());
  AddStructures(rule, structures_);
  for (const Condition& condition : rule.more)
    if (!condition.structure) add(unscreened_targets_, condition.targets);
  if (screening_.back() == Screening::kUnscreened) add(unscreened_targets_, rule.targets);
  NoteStatuses(rule);
}

void RuleSet::NoteStatuses(const Rule& rule) {
  for (const uint16_t status : rule.statuses) {
    StatusUse& use = statuses_[status];
    if (!rule.methods.empty()) {
      use.methods.insert(use.methods.end(), rule.methods.begin(), rule.methods.end());
    } else {
      (rule.guesses.empty() ? use.any_method : use.any_method_guessed) = true;
    }
  }
}

const RuleSet::StatusUse* RuleSet::StatusUseOf(int status) const {
  const auto at = statuses_.find(status);
  return at == statuses_.end() ? nullptr : &at->second;
}

bool RuleSet::StatusMatters(int status, std::string_view method, bool guessed) const {
  const StatusUse* use = StatusUseOf(status);
  if (use == nullptr) return false;
  return use->any_method || (guessed && use->any_method_guessed) ||
         std::find(use->methods.begin(), use->methods.end(), method) != use->methods.end();
}

void RuleSet::Index(uint32_t index) {
  if (screening_[index] == Screening::kLiteral) return;  // its literals find it
  const Rule& rule = rules_[index];
  if (rule.structure) {
    by_structure_[static_cast<std::size_t>(*rule.structure)].push_back(index);
  } else if (!rule.log_ids.empty()) {
    for (const LogId id : rule.log_ids) by_log_id_[id].push_back(index);
  } else if (!rule.modules.empty()) {
    for (const std::string& module : rule.modules) by_module_[module].push_back(index);
  } else if (!rule.statuses.empty()) {
    for (const uint16_t status : rule.statuses) by_status_[status].push_back(index);
  } else {
    general_.push_back(index);
  }
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

std::span<const uint32_t> RuleSet::ByStatus(uint16_t status) const {
  const auto at = by_status_.find(status);
  return at == by_status_.end() ? std::span<const uint32_t>() : std::span<const uint32_t>(at->second);
}

Status RuleSet::Warm(MatchScratch& scratch) const {
  if (Status fits = scratch.Fit(pattern_count_, *prefilter_); !fits) return fits;
  const auto first =
      std::find_if(rules_.begin(), rules_.end(), [](const Rule& r) { return r.pattern != nullptr; });
  if (first != rules_.end()) first->pattern->Match("warm", scratch);
  return Ok{};
}

}  // namespace errwatch
