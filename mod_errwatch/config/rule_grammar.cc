#include "config/rule_grammar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "base/ascii.h"
#include "base/quoted.h"
#include "base/sort_unique.h"
#include "config/rule_syntax.h"
#include "config/words.h"

namespace errwatch {
namespace {

constexpr uint16_t kBenignCost = 1;  // a benign rule outranks what costs little, unless it says more

template <typename T>
std::optional<T> ParseNumber(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// Calls `add` for every element of "a,b,c"; stops at the first error.
template <typename Add>
Status ForEach(std::string_view list, Add add) {
  for (;;) {
    const std::size_t comma = list.find(',');
    if (Status status = add(list.substr(0, comma)); !status) return status;
    if (comma == std::string_view::npos) return Ok{};
    list.remove_prefix(comma + 1);
  }
}

Status SetLogIds(Rule& rule, std::string_view value) {
  Status status = ForEach(value, [&](std::string_view tag) -> Status {
    const LogId id = ParseLogId(tag);
    if (id == 0)
      return Error{"ah=: " + Quoted(tag) + " is no log number; write AH and five or six digits: AH00128"};
    rule.log_ids.push_back(id);
    return Ok{};
  });
  SortUnique(rule.log_ids);
  return status;
}

Status SetModules(Rule& rule, std::string_view value) {
  Status status = ForEach(value, [&](std::string_view name) -> Status {
    const bool valid = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return IsLower(c) || IsDigit(c) || c == '_' || c == '-';
    });
    if (!valid || name.starts_with("mod_")) {
      return Error{"module=: " + Quoted(name) +
                   " is no short module name; write it in lower case as LogLevel does, without mod_ and .c: "
                   "authz_core"};
    }
    rule.modules.emplace_back(name);
    return Ok{};
  });
  SortUnique(rule.modules);
  return status;
}

Status SetLevel(Rule& rule, std::string_view value) {
  rule.level = ParseLevel(value);
  if (rule.level) return Ok{};
  return Error{"level=: " + Quoted(value) +
               " is no level: one of emerg, alert, crit, error, warn, notice, info, debug, "
               "trace1 ... trace8"};
}

Status SetTargets(Rule& rule, std::string_view value) {
  rule.targets = 0;
  return ForEach(value, [&](std::string_view name) -> Status {
    for (int i = 0; i < kTargetCount; ++i) {
      const auto target = static_cast<Target>(i);
      if (TargetName(target) != name) continue;
      rule.targets = static_cast<TargetSet>(rule.targets | Bit(target));
      return Ok{};
    }
    std::string names;
    for (int i = 0; i < kTargetCount; ++i) {
      names += (i == 0 ? "" : ", ") + std::string(TargetName(static_cast<Target>(i)));
    }
    return Error{"target=: unknown target " + Quoted(name) + ": one of " + names};
  });
}

Status SetCost(Rule& rule, std::string_view value) {
  const std::optional<uint16_t> cost = ParseNumber<uint16_t>(value);
  if (!cost || *cost > kMaxCost) {
    return Error{"cost=: " + Quoted(value) + " is no cost: a number from 0 to " + std::to_string(kMaxCost)};
  }
  rule.cost = *cost;
  return Ok{};
}

Status SetStatuses(Rule& rule, std::string_view value) {
  Status status = ForEach(value, [&](std::string_view code) -> Status {
    const std::optional<uint16_t> number = ParseNumber<uint16_t>(code);
    if (!number || *number < 100 || *number > 599) {
      return Error{"status=: " + Quoted(code) + " is no status code: three digits from 100 to 599"};
    }
    rule.statuses.push_back(*number);
    return Ok{};
  });
  SortUnique(rule.statuses);
  return status;
}

Status SetNocase(Rule& rule, std::string_view) {
  rule.nocase = true;
  return Ok{};
}

Status SetName(Rule& rule, std::string_view value) {
  const bool one_line = std::none_of(
      value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
  if (value.empty() || !one_line) return Error{"name=: a text without control characters is expected"};
  rule.name = value;
  return Ok{};
}

// By the order of kRuleKeys.
constexpr Status (*kSetters[])(Rule&, std::string_view) = {
#define ERRWATCH_RULE_SETTER(setter, ...) Set##setter,
    ERRWATCH_RULE_KEYS(ERRWATCH_RULE_SETTER)
#undef ERRWATCH_RULE_SETTER
};

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
    if (word.quoted) return SetPattern(word.text);
    const auto pair = SplitKey(word);
    const std::string_view name = pair ? pair->key : std::string_view(word.text);
    const std::optional<std::size_t> key = FindKey(name);
    if (key && kRuleKeys[*key].is_flag() != pair.has_value())
      return Set(*key, pair ? pair->value : std::string_view());
    if (!pair) {
      return Error{"unexpected word " + Quoted(word.text) + ": a pattern must be quoted, the only flag is " +
                   KeyNames(true) + ", the keys are " + KeyNames(false)};
    }
    return Error{"unknown key " + Quoted(name) + ": one of " + KeyNames(false) +
                 " (a pattern must be quoted)"};
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
    return kSetters[key](rule_, value);
  }

  Status SetPattern(const std::string& text) {
    if (!rule_.pattern_text.empty()) {
      return Error{"a second pattern " + Quoted(text) + ": a rule has one; use a|b for alternatives"};
    }
    if (text.empty()) return Error{"the pattern is empty"};
    rule_.pattern_text = text;
    return Ok{};
  }

  Rule& rule_;
  std::array<bool, std::size(kRuleKeys)> seen_{};
};

std::optional<uint32_t> ParseRuleId(std::string_view text) {
  const std::optional<uint32_t> id = ParseNumber<uint32_t>(text);
  return id && *id >= 1 && *id <= kMaxRuleId ? id : std::nullopt;
}

// What only the whole rule can tell.
Status Complete(Rule& rule, const Options& options) {
  const std::string rule_id = "rule " + std::to_string(rule.id);
  if (!options.Has("cost")) {
    rule.cost = rule.category == Category::kBenign ? kBenignCost : Info(rule.category).default_cost;
  }
  if (rule.pattern_text.empty()) {
    if (options.Has("target") || rule.nocase) {
      return Error{rule_id + ": " + (rule.nocase ? "nocase" : "target=") +
                   " needs a pattern (\"...\" in quotes)"};
    }
    const bool selects =
        options.Has("ah") || options.Has("module") || options.Has("level") || options.Has("status");
    if (!selects)
      return Error{rule_id + " would match everything: give it ah=, module=, level=, status= or a pattern"};
    return Ok{};
  }
  auto pattern = Pattern::Compile(rule.pattern_text, rule.nocase);
  if (!pattern) return Error{"pattern of " + rule_id + ": " + pattern.error()};
  rule.pattern = std::move(pattern).value();
  return Ok{};
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
                 std::to_string(kMaxRuleId) + ", categories are " + std::string(CategoryNames())};
  }
  if (*first > *last) return Error{"the range " + Quoted(text) + " is empty: the lower id comes first"};
  return RuleRange{*first, *last, Category::kBenign};
}

}  // namespace

Result<Rule> ParseRule(std::string_view arguments, std::string_view origin) {
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
    return Error{"unknown category " + Quoted(words[1].text) + ": one of " + std::string(CategoryNames())};
  }
  rule.category = *category;

  Options options(rule);
  for (std::size_t i = 2; i < words.size(); ++i) {
    if (Status status = options.Add(words[i]); !status) {
      return Error{"rule " + std::to_string(rule.id) + ": " + status.error()};
    }
  }
  if (Status status = Complete(rule, options); !status) return status.failure();
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
