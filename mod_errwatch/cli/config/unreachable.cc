#include "cli/config/unreachable.h"

#include <algorithm>

namespace errwatch::cli {
namespace {

template <typename T>
bool Covers(const std::vector<T>& wide, const std::vector<T>& narrow) {
  if (wide.empty()) return true;
  return !narrow.empty() && std::all_of(narrow.begin(), narrow.end(), [&](const T& value) {
    return std::find(wide.begin(), wide.end(), value) != wide.end();
  });
}

// Both come with a response alone.
std::string PartOfNoResponse(const Rule& rule) {
  const bool of_entries = !rule.log_ids.empty() || !rule.modules.empty() || !rule.errnos.empty() ||
                          LooksOnlyAt(rule, Target::kMessage);
  for (const Target target : {Target::kLocation, Target::kBody})
    if (of_entries && LooksOnlyAt(rule, target))
      return "target=" + std::string(TargetName(target)) +
             " is of responses, the rest of the rule is of entries";
  return "";
}

// Whether every entry that `b` matches is matched by `a` too, as far as can be told by comparing their texts.
bool MatchesAllOf(const Rule& a, const Rule& b) {
  const bool pattern = !a.IsWritten() || (a.FullText() == b.FullText() && a.structure == b.structure &&
                                          (a.targets & b.targets) == b.targets && a.nocase == b.nocase);
  const bool level = !a.level || (b.level && *a.level >= *b.level);
  // A log may name no module: a rule with an AH number does without.
  const bool module_may_lack = !b.log_ids.empty() && a.log_ids.empty();
  const bool modules = Covers(a.modules, b.modules) && (a.modules.empty() || !module_may_lack);
  const bool more = std::ranges::all_of(a.more, [&](const Condition& wanted) {
    return std::ranges::any_of(b.more, [&](const Condition& has) { return SameCondition(wanted, has); });
  });
  return pattern && more && level && modules && Covers(a.log_ids, b.log_ids) &&
         Covers(a.statuses, b.statuses) && Covers(a.errnos, b.errnos) && Covers(a.methods, b.methods) &&
         Covers(a.credentials, b.credentials) && Covers(a.guesses, b.guesses);
}

bool RemovedWhereOtherIsNot(const Rule& a, const Rule& b, std::span<const RuleRange> removals) {
  return std::any_of(removals.begin(), removals.end(),
                     [&](const RuleRange& range) { return range.Covers(a) && !range.Covers(b); });
}

}  // namespace

bool LooksOnlyAt(const Rule& rule, Target target) {
  const auto only = [target](const Condition& condition) {
    return !condition.negated && condition.IsWritten() && condition.targets == Bit(target);
  };
  return only(rule) || std::ranges::any_of(rule.more, only);
}

std::string ContradictionIn(const Rule& rule) {
  if (rule.statuses.empty()) return PartOfNoResponse(rule);
  // 101: the connection goes on with another protocol.
  if (std::ranges::none_of(rule.statuses, [](uint16_t status) { return status >= 200 || status == 101; }))
    return "no request ends with the status " + std::to_string(rule.statuses.front()) + ": 200 to 599 do";
  if (!rule.errnos.empty()) return "status= is of responses, which name no error of the system (errno=)";
  if (!rule.log_ids.empty()) return "status= is of responses, which have no AH number (ah=)";
  if (!rule.modules.empty()) return "status= is of responses, which come from no module (module=)";
  if (rule.level && *rule.level < Level::kError)
    return "status= is of responses, whose level is error: level=" + std::string(LevelName(*rule.level)) +
           " leaves all of them out";
  if (LooksOnlyAt(rule, Target::kMessage))
    return "status= is of responses, which have no message (target=message)";
  return {};
}

bool SaysTheSame(const Rule& other, const Rule& rule) {
  return other.category == Category::kBenign || other.category == rule.category;
}

const Rule* RuleInFrontOf(const Rule& rule, std::span<const Rule> rules,
                          std::span<const RuleRange> removed_somewhere) {
  if (rule.category == Category::kBenign) return nullptr;
  const auto in_front = [&](const Rule& other) {
    if (other.id == rule.id || !MatchesAllOf(other, rule)) return false;
    if (RemovedWhereOtherIsNot(other, rule, removed_somewhere)) return false;
    return other.category == Category::kBenign ? rule.cost <= other.cost : Outranks(other, rule);
  };
  const Rule* found = nullptr;
  for (const Rule& other : rules) {
    if (!in_front(other)) continue;
    if (SaysTheSame(other, rule)) return &other;
    if (found == nullptr) found = &other;
  }
  return found;
}

}  // namespace errwatch::cli
