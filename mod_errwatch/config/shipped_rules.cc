#include "config/shipped_rules.h"

#include <algorithm>
#include <iterator>

namespace errwatch {
namespace {

// shipped_rules.inc is made by CMake: kShippedIds, and kShippedFiles.
#include <shipped_rules.inc>

}  // namespace

bool IsShippedRule(uint32_t id) { return std::ranges::find(kShippedIds, id) != std::end(kShippedIds); }

bool IsShippedRuleFile(std::string_view name) {
  return std::ranges::find(kShippedFiles, name) != std::end(kShippedFiles);
}

}  // namespace errwatch
