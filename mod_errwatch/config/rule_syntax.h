// The keys of ErrWatchRule: one list that its grammar, the text of its syntax and the check of the
// documentation are made from.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

#include "model/target.h"
#include "structure/structure.h"

namespace errwatch {

// What sets it (Set... in rule_keys.cc), name, an example of its value; a flag has none.
// clang-format off
#define ERRWATCH_RULE_KEYS(X)            \
  X(LogIds, "ah", "AH00128,...")         \
  X(Modules, "module", "core,...")       \
  X(Level, "level", "info")              \
  X(Errnos, "errno", "EACCES,...")       \
  X(Targets, "target", kTargetNames)     \
  X(StructureName, "structure", kStructureNames) \
  X(Cost, "cost", "N")                   \
  X(Statuses, "status", "404,...")       \
  X(Methods, "method", "POST,...")       \
  X(Credentials, "credentials", "basic,...") \
  X(Guesses, "guess", "password,...")    \
  X(Nocase, "nocase", "")                \
  X(Words, "words", "@FILE,...")         \
  X(Name, "name", "\"text\"")
// clang-format on

struct RuleKey {
  std::string_view name;
  std::string_view example;
  constexpr bool is_flag() const { return example.empty(); }
};
inline constexpr RuleKey kRuleKeys[] = {
#define ERRWATCH_RULE_KEY(setter, name, example) {name, example},
    ERRWATCH_RULE_KEYS(ERRWATCH_RULE_KEY)
#undef ERRWATCH_RULE_KEY
};

constexpr void WriteRuleSyntax(auto write) {
  write("id category");
  for (const RuleKey& key : kRuleKeys) {
    write(" [");
    write(key.name);
    if (!key.is_flag()) write("=");
    write(key.example);
    write("]");
  }
  write(" [\"pcre2\" [and [not] [target=...] [nocase] [words=...] \"pcre2\"|structure=...] ...]");
}

constexpr std::size_t RuleSyntaxBytes() {
  std::size_t bytes = 0;
  WriteRuleSyntax([&](std::string_view text) { bytes += text.size(); });
  return bytes;
}

// Ended by a zero byte, as httpd wants it.
inline constexpr auto kRuleSyntaxText = [] {
  std::array<char, RuleSyntaxBytes() + 1> syntax{};
  char* to = syntax.data();
  WriteRuleSyntax([&](std::string_view text) { to = std::copy(text.begin(), text.end(), to); });
  return syntax;
}();
// "id category [ah=AH00128,...] ..."
inline constexpr const char* kRuleSyntax = kRuleSyntaxText.data();

}  // namespace errwatch
