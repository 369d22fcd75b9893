#include "rules/classifier.h"

#include <algorithm>
#include <bit>

#include "base/ascii.h"
#include "match/entry_text.h"
#include "model/typed_text.h"

namespace errwatch {
namespace {

constexpr uint32_t kEverySegment = ~uint32_t{0};

// What a browser carries from one request to the next by itself, and what a body always holds, too.
constexpr TargetSet kNotTheLast = Bit(Target::kCookie) | Bit(Target::kReferer) | Bit(Target::kBody);

// An entry as conditions look at it.
struct Subject {
  const EntryText& text;
  const StructureSets& structures;  // where they are
  MatchScratch& scratch;
};

// `found` as below.
MatchOutcome TryStructure(const Condition& condition, const Subject& subject, TargetSet* found) noexcept {
  MatchOutcome outcome = MatchOutcome::kNoMatch;
  for (unsigned rest = condition.targets, bit = 0; rest != 0; rest ^= bit) {
    bit = std::bit_floor(rest);
    const uint32_t here = subject.structures[static_cast<std::size_t>(std::countr_zero(bit))];
    if ((here & Bit(*condition.structure)) == 0) continue;
    *found |= static_cast<TargetSet>(bit);
    outcome = MatchOutcome::kMatch;
    if ((bit & kNotTheLast) == 0) return outcome;
  }
  return outcome;
}

// `segments`: where a match is possible at all. `found` receives where it is: the last field that matches, so
// that nobody hides what he changes in a header behind what he always writes into the path; and where that is
// one that browsers carry along, or the body, the next one that matches, too, so that nobody hides what he
// changes behind such a field.
MatchOutcome TryPattern(const Condition& condition, const Subject& subject, uint32_t segments,
                        TargetSet* found) noexcept {
  MatchOutcome outcome = MatchOutcome::kNoMatch;
  for (unsigned rest = condition.targets, bit = 0; rest != 0; rest ^= bit) {
    bit = std::bit_floor(rest);
    const EntryText::Field& field = subject.text.fields[static_cast<std::size_t>(std::countr_zero(bit))];
    std::string_view raw = (field.raw_segment & segments) != 0 ? field.raw : std::string_view();
    const std::string_view normalized =
        (field.normalized_segment & segments) != 0 ? field.normalized : std::string_view();
    if (!normalized.empty() && field.same_bytes && condition.pattern->matches_lower_case_too()) raw = {};
    bool here = false;
    for (const std::string_view text : {normalized, raw}) {
      if (text.empty()) continue;
      const MatchOutcome one = condition.pattern->Match(text, subject.scratch);
      if (one == MatchOutcome::kMatch) {
        *found |= static_cast<TargetSet>(bit);
        outcome = one;
        here = true;
        break;
      }
      if (one == MatchOutcome::kLimit && outcome != MatchOutcome::kMatch) outcome = one;
    }
    if (here && (bit & kNotTheLast) == 0) return outcome;
  }
  return outcome;
}

MatchOutcome Try(const Condition& condition, const Subject& subject, uint32_t segments,
                 TargetSet* found) noexcept {
  return condition.structure ? TryStructure(condition, subject, found)
                             : TryPattern(condition, subject, segments, found);
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
  }
  // A number names its message whatever module stands before it: formats leave it out, excerpts get it wrong.
  if (rule.log_ids.empty() && !has(rule.modules, entry.module)) return RuleVerdict::kOtherModule;
  if (removal != nullptr && removal->Covers(rule)) return RuleVerdict::kRemoved;
  return RuleVerdict::kMatches;
}

RuleVerdict Evaluate(const Rule& rule, const Entry& entry, const RuleRemoval* removal, const Subject& subject,
                     uint32_t segments, TargetSet* found) noexcept {
  *found = 0;
  const RuleVerdict selected = Select(rule, entry, removal);
  if (selected != RuleVerdict::kMatches || !rule.LooksAtText()) return selected;
  RuleVerdict verdict = VerdictOf(Try(rule, subject, segments, found), false);
  for (std::size_t i = 0; verdict == RuleVerdict::kMatches && i < rule.more.size(); ++i) {
    const Condition& condition = rule.more[i];
    verdict = VerdictOf(Try(condition, subject, kEverySegment, found), condition.negated);
  }
  return verdict;
}

// What a page can shape of the requests that it makes a browser send. Not the browser's name; cookies where
// it is of a sibling of this site; of the other headers some: scripts may set Accept and Content-Type.
constexpr TargetSet kByPages = Bit(Target::kMessage) | Bit(Target::kUri) | Bit(Target::kArgs) |
                               Bit(Target::kMethod) | Bit(Target::kReferer) | Bit(Target::kHost) |
                               Bit(Target::kHeaders) | Bit(Target::kLocation) | Bit(Target::kCookie) |
                               Bit(Target::kBody);

// The rules that matched -> the answer.
class Verdicts {
 public:
  void Add(const Rule& rule) {
    if (answer_.rule_count < answer_.rules.size()) answer_.rules[answer_.rule_count++] = rule.id;
    if (rule.category == Category::kBenign && (benign_ == nullptr || rule.cost > benign_->cost))
      benign_ = &rule;
  }

  // Second pass, when the strongest benign rule is known.
  void Weigh(const Rule& rule, TargetSet found) {
    if (rule.category == Category::kBenign || (benign_ != nullptr && rule.cost <= benign_->cost)) return;
    answer_.also.Add(rule.category);
    answer_.found |= found;
    answer_.other_log_in =
        answer_.other_log_in || (rule.category == Category::kAuthFailure && rule.cost != 0 &&
                                 rule.credentials.empty() && rule.log_ids.empty());
    if (named_ != nullptr && !Outranks(rule, *named_)) return;
    named_ = &rule;
    answer_.client_alone = (found & ~kByPages) != 0;
  }

  Classification Finish(bool limited) {
    answer_.limited = limited;
    if (named_ != nullptr) {
      answer_.category = named_->category;
      answer_.rule = named_->id;
      answer_.cost = named_->cost;
      answer_.also.Remove(named_->category);
    } else if (benign_ != nullptr) {
      answer_.rule = benign_->id;
    }
    return answer_;
  }

 private:
  Classification answer_;
  const Rule* benign_ = nullptr;
  const Rule* named_ = nullptr;
};

template <typename Visit>
void ForEachBit(std::span<uint64_t> words, Visit visit) {
  for (std::size_t w = 0; w < words.size(); ++w) {
    for (uint64_t rest = words[w]; rest != 0; rest &= rest - 1) {
      visit(w * 64 + static_cast<std::size_t>(std::countr_zero(rest)));
    }
  }
}

// So many fields of a body are looked at one by one.
constexpr int kMostFields = 256;

// Whether the rule finds something in this text of a body, whatever stands elsewhere.
bool FindsInBody(const Rule& rule, const Subject& field) noexcept {
  const auto finds = [&](const Condition& condition) {
    TargetSet found = 0;
    return !condition.negated && (condition.targets & Bit(Target::kBody)) != 0 &&
           Try(condition, field, kEverySegment, &found) == MatchOutcome::kMatch;
  };
  return finds(rule) || std::ranges::any_of(rule.more, finds);
}

// Which of the body's fields it was found in, and whether each may be what a person wrote.
// REQUIRES: nobody needs the text in `scratch` any more.
bool IsAllWritten(const RuleSet& rules, std::string_view body, const Candidates& matched,
                  MatchScratch& scratch) noexcept {
  for (int i = 0; !body.empty(); ++i) {
    Entry field;
    field.body = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(field.body.size() + 1, body.size()));
    if (MayBeWritten(field.body)) continue;
    if (i >= kMostFields) return false;
    const EntryText text = PrepareText(field, Bit(Target::kBody), scratch);
    const StructureSets structures = FindStructures(rules.structures(), text, &scratch.seen);
    bool found = false;
    ForEachBit(matched.patterns, [&](std::size_t index) {
      const Rule& rule = rules.rules()[index];
      found = found || ((matched.segments[index] & Bit(Target::kBody)) != 0 &&
                        rule.category != Category::kBenign && FindsInBody(rule, {text, structures, scratch}));
    });
    if (found) return false;
  }
  return true;
}

// Asks every candidate. Their bits lie in the order of the ids, and so do the rules in the answer.
Classification Judge(const RuleSet& rules, const Entry& entry, const RuleRemoval* removal,
                     const Subject& subject, const Candidates& candidates) noexcept {
  const std::span<const Rule> all = rules.rules();
  Verdicts verdicts;
  bool limited = false;
  ForEachBit(candidates.patterns, [&](std::size_t index) {
    TargetSet found = 0;
    const RuleVerdict verdict =
        Evaluate(all[index], entry, removal, subject, candidates.segments[index], &found);
    candidates.segments[index] = found;  // where it may be is not needed any more
    limited = limited || verdict == RuleVerdict::kLimit;
    if (verdict == RuleVerdict::kMatches) {
      verdicts.Add(all[index]);
    } else {
      candidates.patterns[index / 64] &= ~(uint64_t{1} << (index % 64));
    }
  });
  ForEachBit(candidates.patterns, [&](std::size_t index) {
    verdicts.Weigh(all[index], static_cast<TargetSet>(candidates.segments[index]));
  });
  Classification answer = verdicts.Finish(limited);
  answer.overlong = subject.text.cut != 0;
  if ((answer.found & Bit(Target::kBody)) != 0)
    answer.written = IsAllWritten(rules, entry.body, candidates, subject.scratch);
  return answer;
}

Candidates ClearedCandidates(const RuleSet& rules, MatchScratch& scratch) {
  const std::span<uint64_t> words(scratch.candidates.data(), (rules.rules().size() + 63) / 64);
  std::fill(words.begin(), words.end(), 0);
  return {words, {scratch.segments.data(), rules.rules().size()}};
}

void AddAll(const RuleSet& rules, const Candidates& candidates) {
  for (std::size_t i = 0; i < rules.rules().size(); ++i) candidates.Add(i, kEverySegment);
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

Classification Classify(const RuleSet& rules, const Entry& entry, const RuleRemoval* removal,
                        MatchScratch& scratch) noexcept {
  const EntryText entry_text = PrepareText(entry, rules.targets(), scratch);
  const Candidates candidates = ClearedCandidates(rules, scratch);
  rules.prefilter().Scan(entry_text.ForPrefilter(), scratch.prefilter, candidates);
  const auto add = [&](std::span<const uint32_t> indexes) {
    for (const uint32_t index : indexes) candidates.Add(index, kEverySegment);
  };
  if (entry.log_id != 0) add(rules.ByLogId(entry.log_id));
  if (!entry.module.empty()) add(rules.ByModule(entry.module));
  if (entry.status != 0) add(rules.ByStatus(entry.status));
  add(rules.General());
  const StructureSets structures = FindStructures(rules.structures(), entry_text, &scratch.seen);
  uint32_t anywhere = 0;
  for (const uint32_t here : structures) anywhere |= here;
  for (; anywhere != 0; anywhere &= anywhere - 1)
    add(rules.ByStructure(static_cast<std::size_t>(std::countr_zero(anywhere))));
  return Judge(rules, entry, removal, {entry_text, structures, scratch}, candidates);
}

Classification ClassifySlow(const RuleSet& rules, const Entry& entry, const RuleRemoval* removal,
                            MatchScratch& scratch) noexcept {
  const EntryText entry_text = PrepareText(entry, rules.targets(), scratch);
  const Candidates candidates = ClearedCandidates(rules, scratch);
  AddAll(rules, candidates);
  const StructureSets structures = FindStructures(rules.structures(), entry_text, nullptr);
  return Judge(rules, entry, removal, {entry_text, structures, scratch}, candidates);
}

bool RefererMayMatch(const RuleSet& rules, std::string_view referer, MatchScratch& scratch) noexcept {
  constexpr TargetSet kReferer = Bit(Target::kReferer);
  if ((rules.unscreened_targets() & kReferer) != 0) return true;
  Entry entry;
  entry.referer = referer;
  const EntryText entry_text = PrepareText(entry, kReferer, scratch);
  const Candidates candidates = ClearedCandidates(rules, scratch);
  rules.prefilter().Scan(entry_text.ForPrefilter(), scratch.prefilter, candidates);
  constexpr auto kField = static_cast<std::size_t>(Target::kReferer);
  StructureSets wanted{};
  wanted[kField] = rules.structures()[kField];
  const StructureSets structures = FindStructures(wanted, entry_text, nullptr);
  bool may = structures[kField] != 0;
  ForEachBit(candidates.patterns,
             [&](std::size_t index) { may = may || (rules.rules()[index].targets & kReferer) != 0; });
  return may;
}

RuleVerdict Explain(const Rule& rule, const Entry& entry, const RuleRemoval* removal,
                    MatchScratch& scratch) noexcept {
  const EntryText entry_text = PrepareText(entry, rule.AllTargets(), scratch);
  StructureSets wanted{};
  AddStructures(rule, wanted);
  const StructureSets structures = FindStructures(wanted, entry_text, nullptr);
  TargetSet found = 0;
  return Evaluate(rule, entry, removal, {entry_text, structures, scratch}, kEverySegment, &found);
}

}  // namespace errwatch
