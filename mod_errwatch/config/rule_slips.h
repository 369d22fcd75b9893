// Rules of a site that cannot find what they look for, because of a slip of the pen.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "rules/rule.h"

namespace errwatch {

struct RuleSlip {
  std::string origin;  // "file:line"
  std::string text;    // what never happens, and what would be right
};

// `loaded`: short names of modules that httpd has, if that is known: whatever they are called, they are no
// slips. Of rules that come with mod_errwatch nothing is said.
std::vector<RuleSlip> FindRuleSlips(const std::vector<Rule>& rules,
                                    const std::optional<std::set<std::string, std::less<>>>& loaded);

}  // namespace errwatch
