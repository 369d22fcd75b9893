// What was found in a body: attacks, or what a person may have written?
#pragma once

#include <string_view>

#include "match/match_scratch.h"
#include "match/prefilter.h"
#include "rules/rule_set.h"

namespace errwatch {

// Whether each field of `body` in which one of the `matched` rules finds something that counts may be what a
// person wrote. Bounded: of a body with more fields it is not said. Allocates nothing. REQUIRES: nobody needs
// the text in `scratch` any more.
bool IsAllWritten(const RuleSet& rules, std::string_view body, const Candidates& matched,
                  MatchScratch& scratch) noexcept;

}  // namespace errwatch
