#include "cli/config/rule_id_check.h"

#include "config/retired_rules.h"

namespace errwatch::cli {
std::vector<Finding> CheckRuleIds(const ServerSettings& settings) {
  std::vector<Finding> findings;
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
