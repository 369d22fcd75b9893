// Entry -> what it is evidence of.
//
// Every rule that matches has a say. A benign rule outranks rules whose cost is not above its own.
// Among the rest the entry is named by
//   1. the highest cost, then
//   2. the category's rank, then
//   3. a rule with a pattern over one without, then
//   4. the lowest id.
// The categories of the other matching rules are listed in `also`.
#pragma once

#include "match/match_scratch.h"
#include "model/classification.h"
#include "model/entry.h"
#include "rules/rule_match.h"
#include "rules/rule_set.h"

namespace errwatch {

// REQUIRES: scratch was warmed for `rules`. Allocates nothing, throws nothing, bounded time: `work` is what
// the entry's request has left; null: the entry is of none.
Classification Classify(const RuleSet& rules, const Entry& entry, const RuleRemoval* removal,
                        MatchScratch& scratch, RequestWork* work = nullptr) noexcept;

// The same answer from every rule in turn, without indexes or prefilter, however much work that is.
Classification ClassifySlow(const RuleSet& rules, const Entry& entry, const RuleRemoval* removal,
                            MatchScratch& scratch) noexcept;

// False: no pattern can match this referer, so an entry with it is what the entry without it is.
bool RefererMayMatch(const RuleSet& rules, std::string_view referer, MatchScratch& scratch) noexcept;

}  // namespace errwatch
