#include "config/rule_grammar.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/ascii.h"
#include "base/nearest_name.h"
#include "base/quoted.h"
#include "config/rule_keys.h"
#include "config/rule_syntax.h"
#include "config/words.h"
#include "match/word_pattern.h"

namespace errwatch {
namespace {

constexpr std::size_t kMaxConditions = 7;  // beside the first

constexpr uint16_t kBenignCost = 1;  // a benign rule outranks what costs little, unless it says more

// "ah, module, ..." for messages.
std::string KeyNames(bool flags) {
  std::string names;
  for (const RuleKey& key : kRuleKeys) {
    if (key.is_flag() == flags) names.append(names.empty() ? "" : ", ").append(key.name);
  }
  return names;
}

std::optional<std::size_t> FindKey(std::string_view name) {
  for (std::size_t i = 0; i < std::size(kRuleKeys); ++i) {
    if (kRuleKeys[i].name == name) return i;
  }
  return std::nullopt;
}

// Reads the words behind the category.
class Options {
 public:
  explicit Options(Rule& rule) : rule_(rule) {}

  Status Add(const Word& word) {
    const bool negate = std::exchange(after_and_, false) && !word.quoted && word.text == "not";
    if (negate) {
      rule_.more.back().negated = true;
      return Ok{};
    }
    if (word.quoted) return SetPattern(word.text);
    if (word.text == "and") return BeginCondition();
    const auto pair = SplitKey(word);
    const std::string_view name = pair ? pair->key : std::string_view(word.text);
    const std::optional<std::size_t> key = FindKey(name);
    if (key && kRuleKeys[*key].is_flag() != pair.has_value())
      return Set(*key, pair ? pair->value : std::string_view());
    if (!pair) {
      return Error{"unexpected word " + Quoted(word.text) + ": a pattern must be quoted, the only flag is " +
                   KeyNames(true) + ", `and` or `and not` stands between two patterns, the keys are " +
                   KeyNames(false) + DidYouMean(name, KeyNames(true) + ", and, " + KeyNames(false))};
    }
    return Error{"unknown key " + Quoted(name) + ": one of " + KeyNames(false) +
                 " (a pattern must be quoted)" + DidYouMean(name, KeyNames(false))};
  }

  bool Has(std::string_view name) const {
    const std::optional<std::size_t> key = FindKey(name);
    return key && seen_[*key];
  }

 private:
  Status Set(std::size_t key, std::string_view value) {
    const std::string name(kRuleKeys[key].name);
    if (seen_[key]) {
      return Error{kRuleKeys[key].is_flag() ? name + " is given twice"
                                            : name + "= is given twice; separate several values by commas"};
    }
    seen_[key] = true;
    return SetRuleKey(key, rule_, value);
  }

  Status SetPattern(const std::string& text) {
    std::string& pattern = LastCondition(rule_).pattern_text;
    if (!pattern.empty()) {
      return Error{"a second pattern " + Quoted(text) +
                   ": use a|b for alternatives, or `and` between patterns that must both match"};
    }
    if (text.empty()) return Error{"the pattern is empty"};
    pattern = text;
    return Ok{};
  }

  Status BeginCondition() {
    if (!LastCondition(rule_).IsWritten()) return Error{"`and` stands behind a pattern or structure="};
    if (rule_.more.size() == kMaxConditions)
      return Error{"more than " + std::to_string(kMaxConditions + 1) + " patterns"};
    rule_.more.emplace_back();
    for (const std::string_view own : {"target", "structure", "nocase", "words"})
      seen_[*FindKey(own)] = false;
    after_and_ = true;
    return Ok{};
  }

  Rule& rule_;
  std::array<bool, std::size(kRuleKeys)> seen_{};
  bool after_and_ = false;
};

std::optional<uint32_t> ParseRuleId(std::string_view text) {
  const std::optional<uint32_t> id = ParseNumber<uint32_t>(text);
  return id && *id >= 1 && *id <= kMaxRuleId ? id : std::nullopt;
}

// The pattern with the words of its lists.
Result<PatternWithWords> FullPattern(Condition& condition, const ReadWords& read) {
  if (condition.word_files.empty()) return PatternWithWords{condition.pattern_text, condition.pattern_text};
  if (!read) return Error{"words=: no lists can be read here"};
  std::vector<WordList> lists;
  for (const std::string& file : condition.word_files) {
    auto words = read(file);
    if (!words) return Error{"words=: " + words.error()};
    lists.push_back({WordListName(file).value(), std::move(words).value()});
  }
  if (condition.pattern_text.empty()) condition.pattern_text = WholeWordsPattern(lists);
  return WithWords(condition.pattern_text, lists);
}

// An offset in what PCRE2 was given says little where most of that came from lists.
std::string ListsOf(const Condition& condition) {
  std::string lists;
  for (const std::string& file : condition.word_files)
    lists.append(lists.empty() ? " with the words of " : ", ").append(file);
  return lists;
}

Status Compile(Condition& condition, const std::string& rule_id, const ReadWords& read,
               const Pattern::Making& making) {
  if (condition.structure) {
    if (condition.nocase || !condition.pattern_text.empty() || !condition.word_files.empty()) {
      return Error{rule_id + ": structure= stands where a pattern could; write `and` between it and " +
                   (condition.nocase                  ? "nocase"
                    : !condition.pattern_text.empty() ? Quoted(condition.pattern_text)
                                                      : "words=")};
    }
    return Ok{};
  }
  const Result<PatternWithWords> full = FullPattern(condition, read);
  if (!full) return Error{rule_id + ": " + full.error()};
  auto pattern = Pattern::Compile(full.value().text, condition.nocase, full.value().factored, making);
  if (!pattern) return Error{"pattern of " + rule_id + ListsOf(condition) + ": " + pattern.error()};
  condition.pattern = std::move(pattern).value();
  return Ok{};
}

// Keys of which one is enough for a rule without a pattern.
constexpr std::string_view kSelectors[] = {"ah",     "module", "level",       "errno",
                                           "status", "method", "credentials", "guess"};

// "ah=, module=, ..." for messages.
std::string SelectorNames() {
  std::string names;
  for (const std::string_view key : kSelectors)
    names.append(names.empty() ? "" : ", ").append(key).append("=");
  return names;
}

// Whatever `wanted` finds, `forbidden` finds too.
bool Excludes(const Condition& forbidden, const Condition& wanted) {
  return forbidden.negated && !wanted.negated && forbidden.FullText() == wanted.FullText() &&
         forbidden.structure == wanted.structure && (forbidden.targets & wanted.targets) == wanted.targets &&
         (forbidden.nocase || !wanted.nocase);
}

std::string WrittenForm(const Condition& condition) {
  return condition.structure ? "structure=" + std::string(StructureName(*condition.structure))
                             : Quoted(condition.pattern_text);
}

Status RefuseContradiction(const Rule& rule, const std::string& rule_id) {
  for (const Condition& forbidden : rule.more) {
    const auto excluded = [&](const Condition& wanted) { return Excludes(forbidden, wanted); };
    if (excluded(rule) || std::any_of(rule.more.begin(), rule.more.end(), excluded)) {
      return Error{rule_id + " can never match: " + WrittenForm(forbidden) +
                   " must be found, and behind `and not` it must not"};
    }
  }
  return Ok{};
}

// What only the whole rule can tell.
Status Complete(Rule& rule, const Options& options, const ReadWords& read, const Pattern::Making& making) {
  const std::string rule_id = "rule " + std::to_string(rule.id);
  if (!options.Has("cost")) {
    rule.cost = rule.category == Category::kBenign ? kBenignCost : Info(rule.category).default_cost;
  }
  if (!rule.IsWritten()) {
    if (options.Has("target") || rule.nocase) {
      return Error{rule_id + ": " + (rule.nocase ? "nocase" : "target=") +
                   " needs a pattern (\"...\" in quotes)" +
                   (rule.nocase ? " or words=" : ", words= or structure=")};
    }
    if (std::none_of(std::begin(kSelectors), std::end(kSelectors),
                     [&](std::string_view key) { return options.Has(key); })) {
      return Error{rule_id + " would match everything: give it " + SelectorNames() + ", words= or a pattern"};
    }
    return Ok{};
  }
  if (Status compiled = Compile(rule, rule_id, read, making); !compiled) return compiled;
  for (Condition& condition : rule.more) {
    if (!condition.IsWritten()) return Error{rule_id + ": no pattern stands behind the last `and`"};
    if (Status compiled = Compile(condition, rule_id, read, making); !compiled) return compiled;
  }
  return RefuseContradiction(rule, rule_id);
}

// "12", "12-19" or a category.
Result<RuleRange> ParseRange(std::string_view text) {
  if (const std::optional<Category> category = ParseCategory(text)) {
    if (*category == Category::kBenign)
      return Error{"benign rules are removed by their id, not as a category"};
    return RuleRange{0, 0, *category};
  }
  const std::size_t dash = text.find('-');
  const std::optional<uint32_t> first = ParseRuleId(text.substr(0, dash));
  const std::optional<uint32_t> last =
      dash == std::string_view::npos ? first : ParseRuleId(text.substr(dash + 1));
  if (!first || !last) {
    return Error{Quoted(text) +
                 " is no rule id, range of ids (2100-2199) or category: ids are numbers from 1 to " +
                 std::to_string(kMaxRuleId) + ", categories are " + std::string(CategoryNames()) +
                 DidYouMean(text, CategoryNames())};
  }
  if (*first > *last) return Error{"the range " + Quoted(text) + " is empty: the lower id comes first"};
  return RuleRange{*first, *last, Category::kBenign};
}

}  // namespace

Result<Rule> ParseRule(std::string_view arguments, std::string_view origin, const ReadWords& read,
                       const Pattern::Making& making) {
  auto split = SplitArguments(arguments);
  if (!split) return split.failure();
  const std::vector<Word>& words = split.value();
  if (words.size() < 2) return Error{std::string("a rule is written: ") + kRuleSyntax};

  Rule rule;
  rule.origin = origin;
  const std::optional<uint32_t> id = ParseRuleId(words[0].text);
  if (!id)
    return Error{Quoted(words[0].text) + " is no rule id: a number from 1 to " + std::to_string(kMaxRuleId)};
  rule.id = *id;
  const std::optional<Category> category = ParseCategory(words[1].text);
  if (!category) {
    return Error{"unknown category " + Quoted(words[1].text) + ": one of " + std::string(CategoryNames()) +
                 DidYouMean(words[1].text, CategoryNames())};
  }
  rule.category = *category;

  Options options(rule);
  for (std::size_t i = 2; i < words.size(); ++i) {
    if (Status status = options.Add(words[i]); !status) {
      return Error{"rule " + std::to_string(rule.id) + ": " + status.error()};
    }
  }
  if (Status status = Complete(rule, options, read, making); !status) return status.failure();
  return rule;
}

Result<std::vector<RuleRange>> ParseRuleRanges(std::string_view arguments) {
  std::vector<RuleRange> ranges;
  while (!arguments.empty()) {
    const auto separates = [](char c) { return IsSpace(c) || c == ','; };
    const auto end = std::find_if(arguments.begin(), arguments.end(), separates);
    const std::string_view word = arguments.substr(0, static_cast<std::size_t>(end - arguments.begin()));
    arguments.remove_prefix(std::min(arguments.size(), word.size() + 1));
    if (word.empty()) continue;
    auto range = ParseRange(word);
    if (!range) return range.failure();
    ranges.push_back(range.value());
  }
  if (ranges.empty()) return Error{"name at least one rule id, range of ids (2100-2199) or category"};
  return ranges;
}

}  // namespace errwatch
