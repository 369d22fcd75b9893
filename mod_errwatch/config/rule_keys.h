// What each key of ErrWatchRule (config/rule_syntax.h) does to a rule.
#pragma once

#include <charconv>
#include <cstddef>
#include <optional>
#include <string_view>
#include <system_error>

#include "base/result.h"
#include "rules/rule.h"

namespace errwatch {

// What target=, nocase, words= and a pattern say next belongs to: the rule itself, or what stands behind the
// last `and`.
inline Condition& LastCondition(Rule& rule) { return rule.more.empty() ? rule : rule.more.back(); }

// `key`: index into kRuleKeys. `value` of a flag is not looked at.
Status SetRuleKey(std::size_t key, Rule& rule, std::string_view value);

template <typename T>
std::optional<T> ParseNumber(std::string_view text) {
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace errwatch
