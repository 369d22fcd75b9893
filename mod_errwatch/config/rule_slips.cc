#include "config/rule_slips.h"

#include <algorithm>
#include <string_view>

#include "base/ascii.h"
#include "config/httpd_messages.h"
#include "config/registered_names.h"
#include "config/shipped_rules.h"
#include "model/request_headers.h"

namespace errwatch {
namespace {

using Loaded = std::optional<std::set<std::string, std::less<>>>;

std::string RuleText(const Rule& rule) { return "ErrWatchRule " + std::to_string(rule.id); }

void Modules(const Rule& rule, const Loaded& loaded, std::vector<RuleSlip>& found) {
  for (const std::string& module : rule.modules) {
    if (loaded && loaded->contains(module)) continue;
    const std::string_view meant = ModuleMeantBy(module);
    if (meant.empty()) continue;
    found.push_back({rule.origin, RuleText(rule) + ": module=" + module +
                                      ": no module of that name is known; did you mean " +
                                      std::string(meant) + "?"});
  }
}

// A rule sees messages of its level and of more severe ones.
void Levels(const Rule& rule, std::vector<RuleSlip>& found) {
  if (!rule.level) return;
  for (const LogId number : rule.log_ids) {
    const HttpdMessage* message = FindHttpdMessage(number);
    const std::optional<Level> level = message == nullptr ? std::nullopt : ParseLevel(message->level);
    if (!level || *level <= *rule.level) continue;
    found.push_back({rule.origin, RuleText(rule) + " never sees " + FormatLogId(number) +
                                      " with level=" + std::string(LevelName(*rule.level)) +
                                      ": httpd writes it at " + std::string(message->level) +
                                      "; write level=" + std::string(message->level)});
  }
}

// What stands in front of the first text that a pattern matches, as people write it.
std::string_view WithoutBegin(std::string_view pattern) {
  constexpr std::string_view kBegins[] = {"^", "\\b", "(?i)", "(?m)", "(?im)", "(?:", "(", "\\n"};
  for (bool again = true; again;) {
    again = false;
    for (const std::string_view begin : kBegins) {
      if (!pattern.starts_with(begin)) continue;
      pattern.remove_prefix(begin.size());
      again = true;
    }
  }
  return pattern;
}

// Whether every match begins with "NAME:", as far as a look at the pattern tells.
bool BeginsWithHeader(std::string_view pattern, std::string_view name) {
  for (const char c : name) {
    if (c == '-' && pattern.starts_with("\\-")) pattern.remove_prefix(1);
    if (pattern.empty() || ToLower(pattern.front()) != ToLower(c)) return false;
    pattern.remove_prefix(1);
  }
  constexpr std::string_view kBlanks[] = {"\\s*", " *", " ?"};
  for (const std::string_view blanks : kBlanks) {
    if (pattern.starts_with(blanks)) pattern.remove_prefix(blanks.size());
  }
  return pattern.starts_with(':') || pattern.starts_with("\\:");
}

void Headers(const Rule& rule, const Condition& condition, std::vector<RuleSlip>& found) {
  if (condition.targets != Bit(Target::kHeaders) || condition.negated) return;
  const std::string_view pattern = WithoutBegin(condition.pattern_text);
  const auto say = [&](std::string_view header, std::string_view target) {
    if (BeginsWithHeader(pattern, header))
      found.push_back(
          {rule.origin, RuleText(rule) + " never fires: target=headers does not hold " + std::string(header) +
                            ", which has a target of its own; write target=" + std::string(target) +
                            " and a pattern for its value alone"});
  };
  for (const HeaderField& field : kHeaderFields) say(field.name, TargetName(field.target));
  say(kCredentialHeaders[0], TargetName(Target::kAuthorization));
}

}  // namespace

std::vector<RuleSlip> FindRuleSlips(const std::vector<Rule>& rules, const Loaded& loaded) {
  std::vector<RuleSlip> found;
  for (const Rule& rule : rules) {
    if (IsShippedRule(rule.id)) continue;
    Modules(rule, loaded, found);
    Levels(rule, found);
    Headers(rule, rule, found);
    for (const Condition& condition : rule.more) Headers(rule, condition, found);
  }
  return found;
}

}  // namespace errwatch
