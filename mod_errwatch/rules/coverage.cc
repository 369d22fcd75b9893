#include "rules/coverage.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/quoted.h"

namespace errwatch {
namespace {

// What has to become visible, gathered over the hidden rules.
struct Wanted {
  Level base;
  std::map<std::string, Level, std::less<>> modules;

  void Raise(const std::string& module, Level level) {
    Level& now = modules.try_emplace(module, level).first->second;
    now = std::max(now, level);
  }
};

// Where the rule names no module, one module that shows its level is enough to keep it alive.
bool HiddenEverywhere(const LogLevels& levels, Level level) {
  if (levels.Shows(level, levels.base)) return false;
  return std::none_of(levels.modules.begin(), levels.modules.end(),
                      [&](const auto& entry) { return levels.Shows(level, entry.second); });
}

// Such a level floods the log: a server is examined with it, not run.
bool NeedsDebug(const Rule& rule) { return *rule.level >= Level::kDebug; }

using Advice = std::map<std::pair<std::string, Level>, std::vector<uint32_t>>;

// True when the message of `rule` is never written; adds to `wanted` and `advice` what would change it.
bool Hidden(const Rule& rule, const LogLevels& levels, Wanted& wanted, Advice& advice) {
  const Level level = *rule.level;
  if (rule.modules.empty()) {
    if (!HiddenEverywhere(levels, level)) return false;
    if (!NeedsDebug(rule)) wanted.base = std::max(wanted.base, level);
    advice[{"", level}].push_back(rule.id);
    return true;
  }
  std::vector<const std::string*> silent;
  for (const std::string& module : rule.modules) {
    if (!levels.Loaded(module)) continue;
    if (levels.Shows(level, levels.For(module))) return false;
    silent.push_back(&module);
  }
  for (const std::string* module : silent) advice[{*module, level}].push_back(rule.id);
  if (NeedsDebug(rule)) return !silent.empty();
  for (const std::string* module : silent) wanted.Raise(*module, level);
  return !silent.empty();
}

std::string Directive(const LogLevels& levels, const Wanted& wanted) {
  std::map<std::string, Level, std::less<>> modules = levels.modules;
  for (const auto& [module, level] : wanted.modules) {
    Level& now = modules.try_emplace(module, level).first->second;
    now = std::max(now, level);
  }
  std::string line = "LogLevel " + std::string(LevelName(wanted.base));
  for (const auto& [module, level] : modules) {
    const bool said_by_base = wanted.base >= level && !levels.modules.contains(module);
    if (!said_by_base) line += " " + module + ":" + std::string(LevelName(level));
  }
  return line;
}

bool Counts(const Rule& rule, const LogLevels& levels) {
  if (!rule.level || rule.category == Category::kBenign || !rule.statuses.empty()) return false;
  return rule.modules.empty() || std::any_of(rule.modules.begin(), rule.modules.end(),
                                             [&](const std::string& m) { return levels.Loaded(m); });
}

}  // namespace

Level LogLevels::For(std::string_view module) const {
  const auto found = modules.find(module);
  return found == modules.end() ? base : found->second;
}

Coverage CoverageOf(std::span<const Rule> rules, const LogLevels& levels) {
  Coverage coverage;
  Wanted wanted{levels.base, {}};
  Advice advice;
  for (const Rule& rule : rules) {
    if (rule.category != Category::kBenign) ++coverage.rules;
    if (!Counts(rule, levels) || !Hidden(rule, levels, wanted, advice)) continue;
    coverage.hidden.push_back(rule.id);
    if (NeedsDebug(rule)) ++coverage.need_debug;
  }
  std::sort(coverage.hidden.begin(), coverage.hidden.end());
  for (auto& [word, ids] : advice) {
    std::sort(ids.begin(), ids.end());
    coverage.advice.push_back({word.first, word.second, std::move(ids)});
  }
  coverage.modules_known = levels.loaded.has_value();
  if (coverage.hidden.size() > coverage.need_debug) coverage.log_level = Directive(levels, wanted);
  return coverage;
}

}  // namespace errwatch
