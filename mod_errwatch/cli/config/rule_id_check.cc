#include "cli/config/rule_id_check.h"

#include <string_view>

#include "config/retired_rules.h"
#include "config/shipped_rules.h"

namespace errwatch::cli {
namespace {

// "/etc/apache2/errwatch/own.conf:7" -> "own.conf"
std::string_view FileNameIn(std::string_view origin) {
  origin = origin.substr(0, origin.rfind(':'));
  return origin.substr(origin.rfind('/') + 1);
}

// Rules of another version of mod_errwatch stand in files that have the names of its own.
bool IsOwnRuleWithForeignId(const Rule& rule) {
  return rule.id >= kFirstShippedRuleId && rule.id <= kLastShippedRuleId && !IsShippedRule(rule.id) &&
         !IsShippedRuleFile(FileNameIn(rule.origin));
}

}  // namespace

std::vector<Finding> CheckRuleIds(const ServerSettings& settings) {
  std::vector<Finding> findings;
  for (const Rule& rule : settings.rules) {
    const RetiredRule* retired = FindRetired(rule.id);
    if (retired == nullptr) {
      if (IsOwnRuleWithForeignId(rule))
        findings.push_back(
            {Severity::kWarning, rule.origin,
             "rule " + std::to_string(rule.id) + ": ids from " + std::to_string(kFirstShippedRuleId) +
                 " to " + std::to_string(kLastShippedRuleId) +
                 " are for rules that come with mod_errwatch, and the next version may have one of "
                 "this id; give it one from " +
                 std::to_string(kFirstOwnRuleId) + " to " + std::to_string(kMaxRuleId)});
      continue;
    }
    findings.push_back({Severity::kWarning, rule.origin,
                        RetiredText(*retired) +
                            ": an ErrWatchRuleRemove that was meant for that one removes this one, and what "
                            "speaks of it means another; give this one an id from " +
                            std::to_string(kFirstOwnRuleId) + " on"});
  }
  return findings;
}

}  // namespace errwatch::cli
