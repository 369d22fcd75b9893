// The arguments of one ErrWatchRule directive -> Rule. Used by httpd, the command line and the fuzzers alike.
// What may be written there: config/rule_syntax.h.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "config/word_list.h"
#include "rules/rule.h"

namespace errwatch {

// Compiles the pattern too, so that a bad one is refused where it is written, with its offset.
// A rule must have at least one selector, a pattern or a list of words. Without `read` lists are refused.
Result<Rule> ParseRule(std::string_view arguments, std::string_view origin, const ReadWords& read = {},
                       const Pattern::Making& making = {});

Result<std::vector<RuleRange>> ParseRuleRanges(std::string_view arguments);

}  // namespace errwatch
