#include "cli/config/log_level_check.h"

#include <algorithm>

#include "cli/config/log_level.h"
#include "rules/coverage.h"
#include "rules/log_cost.h"

namespace errwatch::cli {
namespace {

// "2001 (missing file), 2002 (...), ..."
std::string NamedRules(const std::vector<uint32_t>& ids, const RuleSet& rules) {
  constexpr std::size_t kMost = 6;
  std::string text;
  for (std::size_t i = 0; i < std::min(ids.size(), kMost); ++i) {
    const Rule* rule = rules.Find(ids[i]);
    text += (i == 0 ? "" : ", ") + std::to_string(ids[i]);
    if (rule != nullptr && !rule->name.empty()) text += " (" + rule->name + ")";
  }
  return ids.size() > kMost ? text + ", ..." : text;
}

std::string WhatItShows(const LevelAdvice& advice, const RuleSet& rules) {
  const std::string count = std::to_string(advice.rules.size());
  const std::string text =
      "LogLevel " + advice.Word() + " shows " + count +
      (advice.rules.size() == 1 ? " more rule its message: " : " more rules their messages: ") +
      NamedRules(advice.rules, rules) + "; it costs " + LogCostText(advice.module, advice.level);
  return advice.IsFlood() ? text + ", for a server that is being examined" : text;
}

}  // namespace

std::vector<Finding> CheckLogLevel(const std::string& server, const RuleSet& rules, const LogLevels& levels) {
  const Coverage coverage = CoverageOf(rules.rules(), levels);
  if (coverage.hidden.empty()) return {};
  std::vector<Finding> findings;
  findings.push_back({Severity::kWarning, server,
                      std::to_string(coverage.hidden.size()) + " of " + std::to_string(coverage.rules) +
                          " rules never see their message at this LogLevel (" + IdList(coverage.hidden) +
                          "); " + WouldShow(coverage)});
  for (const LevelAdvice& advice : coverage.advice)
    findings.push_back({Severity::kNote, server, WhatItShows(advice, rules)});
  return findings;
}

}  // namespace errwatch::cli
