// Which literals a PCRE2 pattern cannot match without.
#pragma once

#include <string_view>
#include <vector>

#include "match/literal_run.h"
#include "match/pattern_tree.h"

namespace errwatch {

// At most this many requirements are drawn from a pattern.
inline constexpr std::size_t kMaxRequirements = 3;

// Sets of alternatives, the strongest first: of each set, every match of the pattern contains at least one
// literal, compared in the form of FoldText (match/normalize.h). Literals are at least kMinLiteralBytes long,
// or of two bytes, one of them rare. Empty when no such set is known: the pattern must then be tried
// everywhere. Conservative: whatever is not understood
// (lookaround, back references, conditionals, (?x)) contributes nothing.
std::vector<LiteralSet> RequiredLiterals(const PatternNode& pattern);
std::vector<LiteralSet> RequiredLiterals(std::string_view pattern);

}  // namespace errwatch
