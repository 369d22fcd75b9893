// Where in an entry the rule that names it found what it looks for, for people who have to judge that.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "match/match_scratch.h"
#include "model/entry.h"
#include "rules/classifier.h"
#include "rules/rule_set.h"

namespace errwatch {

// The last of the fields in which it is, what browsers carry along only where it is nowhere else.
// Nothing is masked: see model/secret_text.h.
struct FoundPlace {
  Target target = Target::kMessage;
  std::string_view name;  // of the parameter, the cookie, the header; empty = it has none, or `target` is it
  std::string_view text;  // the value, as sent or decoded; empty = not to be told apart
  std::size_t at = 0;     // where in `text` it begins
};

// Of the rule what.rule; empty where that looks at no text. Looks again, for longer than Classify did: only
// for what is kept. The views end with the entry and the next use of `scratch`. No allocation, bounded time.
std::optional<FoundPlace> PlaceOf(const RuleSet& rules, const Entry& entry, const Classification& what,
                                  MatchScratch& scratch) noexcept;

}  // namespace errwatch
