// What can never happen under a configuration: rules that never name an entry, limits that are never reached.
// Only what is certain whatever a log holds.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "model/leaky_bucket.h"
#include "rules/rule.h"

namespace errwatch::cli {

// Why the rule's own words keep it from ever matching in httpd; empty = nothing does. An entry of the log has
// no status; a response has one, but no AH number, no module and no message, and its level is error.
std::string ContradictionIn(const Rule& rule);

// One of the rule's patterns must match in this part of an entry, and looks nowhere else.
bool LooksOnlyAt(const Rule& rule, Target target);

// Whether a rule that never names an entry because of `other` is of no use: with a category of its own it
// still tells what else the entry is.
bool SaysTheSame(const Rule& other, const Rule& rule);

// The rule that matches whenever `rule` does and then names the entry, or takes it back; null = there is
// none. One that says the same is preferred. `removed_somewhere` holds what directories remove: there,
// another rule may get its turn.
const Rule* RuleInFrontOf(const Rule& rule, std::span<const Rule> rules,
                          std::span<const RuleRange> removed_somewhere);

// Whether `first` overflows before `second` can, if whatever is poured into `second` is poured into `first`
// at the same moment, at most `most_units` at once. So it is with `any` and a category: a client that fills
// both from empty always meets `first`.
constexpr bool OverflowsFirst(const BucketShape& first, const BucketShape& second, uint32_t most_units) {
  if (first.capacity == 0 || second.capacity == 0) return false;
  // `second` leaks at least as fast, so it never holds more than `first`.
  const bool leaks_faster =
      uint64_t{second.capacity} * first.window >= uint64_t{first.capacity} * second.window;
  // The pour that overflows `first` finds at most capacity - 1 units in it, and must not fill `second` too.
  return leaks_faster && second.capacity >= uint64_t{first.capacity} + most_units;
}

}  // namespace errwatch::cli
