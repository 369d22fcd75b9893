#include "config/rule_keys.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/nearest_name.h"
#include "base/quoted.h"
#include "base/sort_unique.h"
#include "config/registered_names.h"
#include "config/rule_syntax.h"
#include "config/word_list.h"
#include "model/system_error.h"

namespace errwatch {
namespace {

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
  return Error{"level=: " + Quoted(value) + " is no level: one of " + std::string(kLevelNames) +
               DidYouMean(value, kLevelNames)};
}

Status SetErrnos(Rule& rule, std::string_view value) {
  Status status = ForEach(value, [&](std::string_view name) -> Status {
    const std::optional<int> number = ParseErrno(name);
    if (!number)
      return Error{"errno=: " + Quoted(name) + " is none that is known here: " + ErrnoNames() +
                   DidYouMean(name, ErrnoNames())};
    rule.errnos.push_back(*number);
    return Ok{};
  });
  SortUnique(rule.errnos);
  return status;
}

Status SetTargets(Rule& rule, std::string_view value) {
  Condition& condition = LastCondition(rule);
  condition.targets = 0;
  return ForEach(value, [&](std::string_view name) -> Status {
    if (const std::optional<Target> target = ParseTarget(name)) {
      condition.targets = static_cast<TargetSet>(condition.targets | Bit(*target));
      return Ok{};
    }
    std::string names;
    for (int i = 0; i < kTargetCount; ++i) {
      names += (i == 0 ? "" : ", ") + std::string(TargetName(static_cast<Target>(i)));
    }
    return Error{"target=: unknown target " + Quoted(name) + ": one of " + names + DidYouMean(name, names)};
  });
}

Status SetStructureName(Rule& rule, std::string_view value) {
  Condition& condition = LastCondition(rule);
  condition.structure = ParseStructure(value);
  if (condition.structure) return Ok{};
  if (value.find(',') != std::string_view::npos)
    return Error{"structure=: takes one structure, not " + Quoted(value) +
                 ": write a rule for each, with an id of its own"};
  return Error{"structure=: unknown structure " + Quoted(value) + ": one of " + std::string(kStructureNames) +
               DidYouMean(value, kStructureNames)};
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
    const std::size_t dash = code.find('-');
    const std::optional<uint16_t> first = ParseNumber<uint16_t>(code.substr(0, dash));
    const std::optional<uint16_t> last =
        dash == std::string_view::npos ? first : ParseNumber<uint16_t>(code.substr(dash + 1));
    if (!first || !last || *first < 100 || *last > 599 || *first > *last) {
      return Error{"status=: " + Quoted(code) +
                   " is no status code: three digits from 100 to 599, or a range of them (300-399)"};
    }
    for (uint16_t number = *first; number <= *last; ++number) rule.statuses.push_back(number);
    return Ok{};
  });
  SortUnique(rule.statuses);
  return status;
}

Status SetMethods(Rule& rule, std::string_view value) {
  Status status = ForEach(value, [&](std::string_view name) -> Status {
    if (!IsToken(name))
      return Error{"method=: " + Quoted(name) + " is no method; write it as it is sent: POST"};
    if (const std::string_view meant = MethodMeantBy(name); !meant.empty())
      return Error{"method=: " + Quoted(name) + " is no method; did you mean " + std::string(meant) + "?"};
    rule.methods.emplace_back(name);
    return Ok{};
  });
  SortUnique(rule.methods);
  return status;
}

Status SetCredentials(Rule& rule, std::string_view value) {
  Status status = ForEach(value, [&](std::string_view scheme) -> Status {
    const std::string what =
        "credentials=: " + Quoted(scheme) + " is no scheme of the header Authorization; ";
    if (!IsToken(scheme) || std::any_of(scheme.begin(), scheme.end(), IsUpper))
      return Error{what + "write it in lower case: basic, bearer"};
    if (const std::string_view meant = SchemeMeantBy(scheme); !meant.empty())
      return Error{what + "did you mean " + std::string(meant) + "?"};
    rule.credentials.emplace_back(scheme);
    return Ok{};
  });
  SortUnique(rule.credentials);
  return status;
}

Status SetGuesses(Rule& rule, std::string_view value) {
  Status status = ForEach(value, [&](std::string_view name) -> Status {
    const std::optional<GuessKind> kind = ParseGuessKind(name);
    if (!kind)
      return Error{"guess=: unknown kind " + Quoted(name) + ": one of " + std::string(kGuessKindNames) +
                   DidYouMean(name, kGuessKindNames)};
    rule.guesses.push_back(*kind);
    return Ok{};
  });
  SortUnique(rule.guesses);
  return status;
}

Status SetNocase(Rule& rule, std::string_view) {
  LastCondition(rule).nocase = true;
  return Ok{};
}

Status SetWords(Rule& rule, std::string_view value) {
  std::vector<std::string>& files = LastCondition(rule).word_files;
  return ForEach(value, [&](std::string_view file) -> Status {
    if (!file.starts_with('@')) {
      return Error{"words=: " + Quoted(file) +
                   " is no list; write the name of its file behind @, as in @words/our-old-shop.txt"};
    }
    file.remove_prefix(1);
    Result<std::string> name = WordListName(file);
    if (!name) return Error{"words=: " + name.error()};
    const auto same = std::find_if(files.begin(), files.end(), [&](const std::string& other) {
      return WordListName(other).value() == name.value();
    });
    if (same != files.end())
      return Error{"words=: two lists have the name " + Quoted(name.value()) + ": " + *same + " and " +
                   std::string(file)};
    files.emplace_back(file);
    return Ok{};
  });
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

}  // namespace

Status SetRuleKey(std::size_t key, Rule& rule, std::string_view value) { return kSetters[key](rule, value); }

}  // namespace errwatch
