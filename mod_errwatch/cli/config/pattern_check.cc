#include "cli/config/pattern_check.h"

#include <string>

namespace errwatch::cli {
namespace {

bool IsUncounted(const Condition& condition) {
  return condition.pattern != nullptr && condition.pattern->is_uncounted();
}

}  // namespace

std::vector<Finding> CheckPatterns(std::span<const Rule> rules) {
  std::vector<Finding> findings;
  for (const Rule& rule : rules) {
    bool uncounted = IsUncounted(rule);
    for (const Condition& condition : rule.more) uncounted = uncounted || IsUncounted(condition);
    if (!uncounted) continue;
    findings.push_back({Severity::kWarning, rule.origin,
                        "rule " + std::to_string(rule.id) +
                            ": what its pattern costs cannot be counted while it matches, so in a long text "
                            "nothing but PCRE2's own limit "
                            "bounds it: write it without (?x), named verbs such as (*MARK:) and the like, or "
                            "as two shorter ones"});
  }
  return findings;
}

}  // namespace errwatch::cli
