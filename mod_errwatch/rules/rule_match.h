// Whether one rule matches one entry.
#pragma once

#include <cstdint>
#include <span>

#include "match/entry_text.h"
#include "match/match_scratch.h"
#include "match/pattern.h"
#include "model/entry.h"
#include "rules/rule.h"
#include "rules/structure_search.h"

namespace errwatch {

// ErrWatchRuleRemove of a directory and of those around it: a chain in configuration memory.
struct RuleRemoval {
  std::span<const RuleRange> ranges;
  const RuleRemoval* outer = nullptr;
  bool Covers(const Rule& rule) const;
};

// An entry as conditions look at it.
struct Subject {
  const EntryText& text;
  const StructureSets& structures;  // where they are
  MatchScratch& scratch;
  const Candidates* screened = nullptr;  // what the prefilter said; null: it was not asked
};

inline constexpr uint32_t kEverySegment = ~uint32_t{0};

// Tries one condition, whether negated or not. `segments`: where a pattern can match at all. `found` receives
// where it is: the last field that matches, so that nobody hides what he changes in a header behind what he
// always writes into the path; and where that is one that browsers carry along, or the body, the next one
// that matches, too, so that nobody hides what he changes behind such a field.
MatchOutcome Try(const Condition& condition, const Subject& subject, uint32_t segments,
                 TargetSet* found) noexcept;

// Why one rule does or does not match an entry; for `errwatch explain`.
enum class RuleVerdict : uint8_t {
  kMatches,
  kOtherLogId,
  kOtherModule,
  kOtherLevel,
  kOtherErrno,
  kOtherStatus,
  kOtherMethod,
  kOtherCredentials,
  kOtherGuess,
  kNoMatch,
  kLimit,
  kRemoved
};
inline constexpr int kRuleVerdictCount = static_cast<int>(RuleVerdict::kRemoved) + 1;

// The same for a subject that is prepared: see Try.
RuleVerdict Evaluate(const Rule& rule, const Entry& entry, const RuleRemoval* removal, const Subject& subject,
                     uint32_t segments, TargetSet* found) noexcept;
RuleVerdict Explain(const Rule& rule, const Entry& entry, const RuleRemoval* removal,
                    MatchScratch& scratch) noexcept;

}  // namespace errwatch
