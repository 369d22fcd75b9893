// The arguments of one ErrWatchRule directive -> Rule. Used by httpd, the command line and the fuzzers alike.
//
//   id category [ah=AH00128,AH00130] [module=core] [level=info]
//   [target=message,uri,args,method,agent,referer,host] [cost=N] [status=404] [nocase] [name="text"]
//   ["pcre2"]
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/rule.h"

namespace errwatch {

// Splits directive arguments as httpd does (ap_getword_conf): blanks separate, single or double quotes group,
// and inside quotes
// \" and \\ stand for " and \; every other backslash stays. A word such as name="a b" is one argument: name=a
// b. Error: a quote that is not closed.
struct Word {
  std::string text;
  bool quoted = false;  // began with a quote: the pattern of a rule, never a key
};
Result<std::vector<Word>> SplitArguments(std::string_view arguments);

// Compiles the pattern too, so that a bad one is refused where it is written, with its offset.
// A rule must have at least one selector or a pattern.
Result<Rule> ParseRule(std::string_view arguments, std::string_view origin);

// One "id", "first-last" or category of ErrWatchRuleRemove.
struct RuleRange {
  uint32_t first = 0;
  uint32_t last = 0;                      // inclusive
  Category category = Category::kBenign;  // not kBenign: every rule of this category instead of a range
  bool Covers(const Rule& rule) const {
    return category != Category::kBenign ? rule.category == category : rule.id >= first && rule.id <= last;
  }
};
Result<std::vector<RuleRange>> ParseRuleRanges(std::string_view arguments);

}  // namespace errwatch
