#include "rules/rule_match.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <string_view>

#include "base/ascii.h"

namespace errwatch {
namespace {

// What a browser carries from one request to the next by itself, and what a body always holds, too.
constexpr TargetSet kNotTheLast = Bit(Target::kCookie) | Bit(Target::kReferer) | Bit(Target::kBody);

// Asks `try_field` for each target, the last one first, as rule_match.h says of Try.
template <typename F>
MatchOutcome TryFields(TargetSet targets, TargetSet* found, F try_field) {
  MatchOutcome outcome = MatchOutcome::kNoMatch;
  for (unsigned rest = targets, bit = 0; rest != 0; rest ^= bit) {
    bit = std::bit_floor(rest);
    const MatchOutcome one = try_field(static_cast<std::size_t>(std::countr_zero(bit)));
    if (one == MatchOutcome::kMatch) {
      *found |= static_cast<TargetSet>(bit);
      outcome = one;
      if ((bit & kNotTheLast) == 0) return outcome;
    } else if (outcome == MatchOutcome::kNoMatch) {
      outcome = one;
    }
  }
  return outcome;
}

MatchOutcome TryPattern(const Condition& condition, const EntryText::Field& field, uint32_t segments,
                        MatchScratch& scratch) noexcept {
  std::string_view raw = (field.raw_segment & segments) != 0 ? field.raw : std::string_view();
  const std::string_view normalized =
      (field.normalized_segment & segments) != 0 ? field.normalized : std::string_view();
  if (!normalized.empty() && !field.changed && condition.pattern->matches_lower_case_too()) raw = {};
  MatchOutcome outcome = MatchOutcome::kNoMatch;
  for (const std::string_view text : {normalized, raw}) {
    if (text.empty()) continue;
    const MatchOutcome one = condition.pattern->Match(text, scratch);
    if (one == MatchOutcome::kMatch) return one;
    if (one == MatchOutcome::kLimit) outcome = one;
  }
  return outcome;
}

// The fields that have text in these segments, in which alone a pattern is tried.
TargetSet FieldsOf(const EntryText& text, uint32_t segments) noexcept {
  unsigned fields = 0;
  const auto present = static_cast<uint32_t>((uint64_t{1} << text.segment_count) - 1);
  for (uint32_t rest = segments & present; rest != 0; rest &= rest - 1)
    fields |= text.segment_targets[static_cast<std::size_t>(std::countr_zero(rest))];
  return static_cast<TargetSet>(fields);
}

// Where a further condition's pattern can match.
uint32_t SegmentsOf(const Condition& condition, const Subject& subject) noexcept {
  if (!condition.screened_as || subject.screened == nullptr) return kEverySegment;
  return subject.screened->SegmentsOf(*condition.screened_as);
}

RuleVerdict VerdictOf(MatchOutcome outcome, bool negated) noexcept {
  switch (outcome) {
    case MatchOutcome::kMatch:
      return negated ? RuleVerdict::kNoMatch : RuleVerdict::kMatches;
    case MatchOutcome::kLimit:
      return RuleVerdict::kLimit;
    case MatchOutcome::kNoMatch:
      break;
  }
  return negated ? RuleVerdict::kMatches : RuleVerdict::kNoMatch;
}

bool HasScheme(const Rule& rule, std::string_view credentials) noexcept {
  const std::string_view scheme = credentials.substr(0, credentials.find(' '));
  return std::any_of(rule.credentials.begin(), rule.credentials.end(),
                     [scheme](const std::string& wanted) { return EqualsIgnoreCase(scheme, wanted); });
}

// Cheap questions first.
RuleVerdict Select(const Rule& rule, const Entry& entry, const RuleRemoval* removal) noexcept {
  const auto has = [](const auto& values, const auto& value) {
    return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
  };
  if (!has(rule.log_ids, entry.log_id)) return RuleVerdict::kOtherLogId;
  if (rule.level && entry.level > *rule.level) return RuleVerdict::kOtherLevel;
  if (!has(rule.statuses, entry.status)) return RuleVerdict::kOtherStatus;
  if (rule.selects_rarely) {
    if (!has(rule.errnos, entry.os_error)) return RuleVerdict::kOtherErrno;
    if (!has(rule.methods, entry.method)) return RuleVerdict::kOtherMethod;
    if (!rule.credentials.empty() && !HasScheme(rule, entry.credentials))
      return RuleVerdict::kOtherCredentials;
    if (!has(rule.guesses, entry.guess.kind)) return RuleVerdict::kOtherGuess;
  }
  // A number names its message whatever module stands before it: formats leave it out, excerpts get it wrong.
  if (rule.log_ids.empty() && !has(rule.modules, entry.module)) return RuleVerdict::kOtherModule;
  if (removal != nullptr && removal->Covers(rule)) return RuleVerdict::kRemoved;
  return RuleVerdict::kMatches;
}

}  // namespace

bool RuleRemoval::Covers(const Rule& rule) const {
  for (const RuleRemoval* at = this; at != nullptr; at = at->outer) {
    for (const RuleRange& range : at->ranges) {
      if (range.Covers(rule)) return true;
    }
  }
  return false;
}

MatchOutcome Try(const Condition& condition, const Subject& subject, uint32_t segments,
                 TargetSet* found) noexcept {
  const TargetSet has_text = condition.structure ? condition.targets : FieldsOf(subject.text, segments);
  const auto fields = static_cast<TargetSet>(condition.targets & has_text);
  return TryFields(fields, found, [&](std::size_t field) {
    subject.scratch.work.Look(static_cast<unsigned>(field));
    if (!condition.structure)
      return TryPattern(condition, subject.text.fields[field], segments, subject.scratch);
    const bool has = (subject.structures[field] & Bit(*condition.structure)) != 0;
    return has ? MatchOutcome::kMatch : MatchOutcome::kNoMatch;
  });
}

RuleVerdict Evaluate(const Rule& rule, const Entry& entry, const RuleRemoval* removal, const Subject& subject,
                     uint32_t segments, TargetSet* found) noexcept {
  *found = 0;
  const RuleVerdict selected = Select(rule, entry, removal);
  if (selected != RuleVerdict::kMatches || !rule.LooksAtText()) return selected;
  RuleVerdict verdict = VerdictOf(Try(rule, subject, segments, found), false);
  for (std::size_t i = 0; verdict == RuleVerdict::kMatches && i < rule.more.size(); ++i) {
    const Condition& condition = rule.more[i];
    verdict = VerdictOf(Try(condition, subject, SegmentsOf(condition, subject), found), condition.negated);
  }
  return verdict;
}

RuleVerdict Explain(const Rule& rule, const Entry& entry, const RuleRemoval* removal,
                    MatchScratch& scratch) noexcept {
  const EntryText entry_text = PrepareText(entry, rule.AllTargets(), scratch);
  StructureSets wanted{};
  AddStructures(rule, wanted);
  const StructureSets structures = FindStructures(wanted, entry_text, nullptr, scratch.work);
  TargetSet found = 0;
  return Evaluate(rule, entry, removal, {entry_text, structures, scratch}, kEverySegment, &found);
}

}  // namespace errwatch
