#include "cli/config/log_level_check.h"

#include <algorithm>
#include <iterator>

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

// Of the rules that LogLevel hides those whose message is written of a suspect's requests.
std::vector<uint32_t> SeenOfSuspects(const Coverage& coverage, const RuleSet& rules, LogLevels levels,
                                     const Verbosity& verbosity) {
  if (!verbosity.suspects) return {};
  levels.base = std::max(levels.base, *verbosity.suspects);
  for (auto& [module, level] : levels.modules) level = std::max(level, *verbosity.suspects);
  const std::vector<uint32_t> hidden = CoverageOf(rules.rules(), levels).hidden;
  std::vector<uint32_t> seen;
  std::ranges::set_difference(coverage.hidden, hidden, std::back_inserter(seen));
  return seen;
}

std::string WhatSuspectsShow(const std::vector<uint32_t>& seen, Level level) {
  return "ErrWatchVerbosity suspects=" + std::string(LevelName(level)) + " shows " +
         std::to_string(seen.size()) + " of them (" + IdList(seen) +
         ") what a request of a client does whose score has reached the fourth part of a limit; of everybody "
         "else, and of connections (TLS, HTTP/2), they stay hidden";
}

}  // namespace

std::vector<Finding> CheckLogLevel(const std::string& server, const RuleSet& rules, const LogLevels& levels,
                                   const Verbosity& verbosity) {
  const Coverage coverage = CoverageOf(rules.rules(), levels);
  if (coverage.hidden.empty()) return {};
  std::vector<Finding> findings;
  findings.push_back({Severity::kWarning, server,
                      std::to_string(coverage.hidden.size()) + " of " + std::to_string(coverage.rules) +
                          " rules never see their message at this LogLevel (" + IdList(coverage.hidden) +
                          "); " + WouldShow(coverage)});
  for (const LevelAdvice& advice : coverage.advice)
    findings.push_back({Severity::kNote, server, WhatItShows(advice, rules)});
  if (const std::vector<uint32_t> seen = SeenOfSuspects(coverage, rules, levels, verbosity); !seen.empty())
    findings.push_back({Severity::kNote, server, WhatSuspectsShow(seen, *verbosity.suspects)});
  return findings;
}

}  // namespace errwatch::cli
