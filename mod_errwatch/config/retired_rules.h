// Ids of rules that came with earlier versions. They are not used again: they stand in the ErrWatchRuleRemove
// lines of sites. docs/rules.md has the same list (scripts/check_docs.py).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace errwatch {

struct RetiredRule {
  uint32_t id = 0;
  uint32_t successor = 0;    // sees what it saw
  std::string_view version;  // the first one without it
};

std::span<const RetiredRule> RetiredRules();  // by id
const RetiredRule* FindRetired(uint32_t id);

// "rule 3001 was retired in 0.1.0, replaced by 3020"
std::string RetiredText(const RetiredRule& rule);

}  // namespace errwatch
