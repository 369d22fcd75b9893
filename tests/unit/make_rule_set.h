// Rule sets written as directive arguments, for tests.
#pragma once

#include <cppunit/TestAssert.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "config/rule_grammar.h"
#include "rules/rule_set.h"

namespace errwatch {

// The origin of each rule is "rules.conf:<line>".
inline std::vector<Rule> ParseRules(const std::vector<std::string>& lines) {
  std::vector<Rule> rules;
  for (size_t i = 0; i < lines.size(); ++i) {
    auto rule = ParseRule(lines[i], "rules.conf:" + std::to_string(i + 1));
    CPPUNIT_ASSERT_MESSAGE(lines[i] + ": " + (rule ? "" : rule.error()), rule.ok());
    rules.push_back(std::move(rule).value());
  }
  return rules;
}

inline std::shared_ptr<const RuleSet> MakeRuleSet(const std::vector<std::string>& lines,
                                                  std::span<const RuleRange> removed = {}) {
  auto set = RuleSet::Build(ParseRules(lines), removed);
  CPPUNIT_ASSERT_MESSAGE(set ? "" : set.error(), set.ok());
  return set.value();
}

}  // namespace errwatch
