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

#include <array>
#include <cstdint>

#include "match/match_scratch.h"
#include "model/category.h"
#include "model/entry.h"
#include "rules/rule_match.h"
#include "rules/rule_set.h"

namespace errwatch {

struct Classification {
  Category category = Category::kBenign;
  CategorySet also;  // without `category`
  // Of what is charged beside `category` (store/accounting.h) the rule that says so; 0 = none does.
  uint32_t failure_rule = 0, load_rule = 0;
  uint32_t rule = 0;       // id of the rule that named it; 0 = none
  uint16_t cost = 0;       // units to pour
  uint8_t rule_count = 0;  // used entries of `rules`
  // Where patterns were found, by all the rules that are evidence: of each the last field in the order of
  // Target.
  TargetSet found = 0;
  // A log-in failed whose words are not the request's credentials: a rule names it that asks for neither them
  // nor a number of httpd's.
  bool other_log_in = false;
  // Nothing says that a log-in failed but what the body tries (`guess=`).
  bool guessed = false;
  // All that was found in the body may be what a person wrote (model/typed_text.h).
  bool written = false;
  bool client_alone = false;         // `rule` found it where no page can put it (model/provenance.h)
  bool limited = false;              // a pattern ran into the match limit
  bool overlong = false;             // a field is longer than what is looked at
  uint32_t steps = 0;                // that it took (match/work.h)
  bool unread = false;               // ... or was not looked at in full, for lack of work (match/work.h)
  std::array<uint32_t, 12> rules{};  // ids of all rules that matched, lowest first, as many as fit
};

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
