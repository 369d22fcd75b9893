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

// From here on: what people write who know the line in the log, or another tool's patterns. `begun` is the
// pattern from its first text on.

// "\\[core:error\\] ", "\\[client ": a pattern for the line.
bool BeginsWithLogPrefix(std::string_view begun) {
  if (!begun.starts_with("\\[")) return false;
  begun.remove_prefix(2);
  constexpr std::string_view kClient = "client";
  if (begun.starts_with(kClient)) return begun.size() > kClient.size() && !IsAlnum(begun[kClient.size()]);
  const std::string_view bracket = begun.substr(0, begun.find("\\]"));
  const std::size_t colon = bracket.rfind(':');
  return colon != std::string_view::npos && colon > 0 && ParseLevel(bracket.substr(colon + 1)).has_value();
}

// fail2ban's tags stand for an address.
bool HasFail2banTag(std::string_view pattern) {
  constexpr std::string_view kTags[] = {"<HOST>", "<ADDR>", "<SUBNET>", "<F-"};
  return std::ranges::any_of(kTags, [&](std::string_view tag) { return pattern.find(tag) != pattern.npos; });
}

// Whether a question mark itself is looked for: "\\?", "[?]".
bool HasQuestionMark(std::string_view pattern) {
  for (std::size_t i = 0; i + 1 < pattern.size(); ++i) {
    if (pattern.substr(i).starts_with("[?]")) return true;
    if (pattern[i] != '\\') continue;
    if (pattern[i + 1] == '?') return true;
    ++i;
  }
  return false;
}

// "/^...$/i" of Perl, JavaScript and others: nothing is in front of ^ or behind $.
bool HasDelimiters(std::string_view pattern) {
  if (!pattern.starts_with('/') || pattern.find("(?m") != pattern.npos) return false;
  if (pattern.starts_with("/^")) return true;
  if (pattern.ends_with('i')) pattern.remove_suffix(1);
  return pattern.ends_with("$/") && !pattern.ends_with("\\$/");
}

void Habits(const Rule& rule, const Condition& condition, std::vector<RuleSlip>& found) {
  if (condition.negated) return;
  const std::string_view pattern = condition.pattern_text;
  const std::string_view begun = WithoutBegin(pattern);
  const auto say = [&](const std::string& text) { found.push_back({rule.origin, RuleText(rule) + text}); };
  if (HasFail2banTag(pattern))
    say(" looks for a tag of fail2ban's itself: httpd says who the client was, and a pattern sees the text "
        "alone");
  else if ((condition.targets & Bit(Target::kMessage)) != 0 && BeginsWithLogPrefix(begun))
    say(" looks for what stands in front of a message: a pattern sees what is behind [client ...]; module= "
        "and level= say the rest");
  if (HasDelimiters(pattern))
    say(" never matches: a pattern stands in quotation marks alone, without slashes around it; nocase is a "
        "word of its own");
  if (condition.targets == Bit(Target::kUri) && HasQuestionMark(pattern))
    say(": target=uri ends in front of the first ?, so that one sent as %3f is found at most; what is behind "
        "it is target=args");
  if (condition.targets == Bit(Target::kArgs) && (begun.starts_with("\\?") || begun.starts_with("[?]")))
    say(": target=args begins behind the first ?");
  for (const HeaderField& field : kHeaderFields) {
    if (condition.targets == Bit(field.target) && BeginsWithHeader(begun, field.name))
      say(": target=" + std::string(TargetName(field.target)) + " is the value of " +
          std::string(field.name) + " alone; write the pattern without that name");
  }
}

}  // namespace

std::vector<RuleSlip> FindRuleSlips(const std::vector<Rule>& rules, const Loaded& loaded) {
  std::vector<RuleSlip> found;
  for (const Rule& rule : rules) {
    if (IsShippedRule(rule.id)) continue;
    Modules(rule, loaded, found);
    Levels(rule, found);
    Headers(rule, rule, found);
    Habits(rule, rule, found);
    for (const Condition& condition : rule.more) {
      Headers(rule, condition, found);
      Habits(rule, condition, found);
    }
  }
  return found;
}

}  // namespace errwatch
