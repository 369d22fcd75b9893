#include "cli/config/rule_id_check.h"

#include <algorithm>

#include "config/retired_rules.h"

namespace errwatch::cli {
namespace {

bool RemovesNothing(const RuleRange& range, const ServerSettings& settings) {
  return std::ranges::none_of(settings.rules, [&](const Rule& rule) { return range.Covers(rule); });
}

std::string RangeText(const RuleRange& range) {
  if (range.category != Category::kBenign) return std::string(CategoryName(range.category));
  const std::string first = std::to_string(range.first);
  return range.first == range.last ? first : first + "-" + std::to_string(range.last);
}

// What were rules once; empty = nothing in the range was.
std::string RetiredIn(const RuleRange& range) {
  std::string text;
  if (range.category != Category::kBenign) return text;
  for (const RetiredRule& rule : RetiredRules()) {
    if (rule.id >= range.first && rule.id <= range.last)
      text += (text.empty() ? "" : "; ") + RetiredText(rule);
  }
  return text;
}

}  // namespace

std::vector<Finding> CheckRuleIds(const std::string& server, const ServerSettings& settings,
                                  const std::vector<RuleRange>& directory_removals) {
  std::vector<Finding> findings;
  for (const RuleRange& range : settings.removals) {
    if (!RemovesNothing(range, settings)) continue;
    const std::string retired = RetiredIn(range);
    findings.push_back({Severity::kWarning, server,
                        "ErrWatchRuleRemove " + RangeText(range) +
                            " removes nothing: " + (retired.empty() ? "there is no such rule" : retired)});
  }
  // Where they stand is not known, and other servers may have the rules.
  for (const RuleRange& range : directory_removals) {
    const std::string retired = RetiredIn(range);
    if (retired.empty() || !RemovesNothing(range, settings)) continue;
    findings.push_back(
        {Severity::kWarning, "configuration",
         "ErrWatchRuleRemove " + RangeText(range) + " in a directory removes nothing: " + retired});
  }
  for (const Rule& rule : settings.rules) {
    const RetiredRule* retired = FindRetired(rule.id);
    if (retired == nullptr) continue;
    findings.push_back({Severity::kWarning, rule.origin,
                        RetiredText(*retired) +
                            ": an ErrWatchRuleRemove that was meant for that one removes this one, and what "
                            "speaks of it means another; give this one an id from 900000 on"});
  }
  return findings;
}

}  // namespace errwatch::cli
