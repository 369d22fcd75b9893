#include "rules/classifier.h"

#include <algorithm>
#include <bit>

#include "match/entry_text.h"
#include "match/field_scan.h"
#include "rules/written_body.h"

namespace errwatch {
namespace {

// What a page can shape of the requests that it makes a browser send. Not the browser's name; cookies where
// it is of a sibling of this site; of the other headers some: scripts may set Accept and Content-Type.
constexpr TargetSet kByPages = Bit(Target::kMessage) | Bit(Target::kUri) | Bit(Target::kArgs) |
                               Bit(Target::kMethod) | Bit(Target::kReferer) | Bit(Target::kHost) |
                               Bit(Target::kHeaders) | Bit(Target::kLocation) | Bit(Target::kCookie) |
                               Bit(Target::kBody);

// What only tries something may be right: it names nothing of which another rule is sure, and is charged
// beside it.
bool Names(const Rule& a, const Rule& b) {
  const bool both_count = a.cost != 0 && b.cost != 0;
  if (both_count && a.guesses.empty() != b.guesses.empty()) return a.guesses.empty();
  return Outranks(a, b);
}

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
    NoteBeside(rule);
    (rule.cost != 0 ? answer_.found : only_named_) |= found;
    answer_.other_log_in =
        answer_.other_log_in || (rule.category == Category::kAuthFailure && rule.cost != 0 &&
                                 rule.credentials.empty() && rule.log_ids.empty() && rule.guesses.empty());
    if (rule.category == Category::kAuthFailure && rule.cost != 0)
      (rule.guesses.empty() ? failed_ : guessed_) = true;
    if (named_ != nullptr && !Names(rule, *named_)) return;
    named_ = &rule;
    answer_.client_alone = (found & ~kByPages) != 0;
  }

  // The first one that weighs something, else the first.
  void NoteBeside(const Rule& rule) {
    const auto note = [&rule](uint32_t& id, bool& weighs) {
      if (id != 0 && (weighs || rule.cost == 0)) return;
      id = rule.id;
      weighs = rule.cost != 0;
    };
    if (rule.category == Category::kAuthFailure) note(answer_.failure_rule, failure_weighs_);
    if (rule.category == Category::kResourceExhaustion) note(answer_.load_rule, load_weighs_);
  }

  Classification Finish(bool limited) {
    answer_.limited = limited;
    answer_.guessed = guessed_ && !failed_;
    if (named_ != nullptr) {
      answer_.category = named_->category;
      answer_.rule = named_->id;
      answer_.cost = named_->cost;
      answer_.also.Remove(named_->category);
      // What counts nothing says nothing of where the evidence is, but where there is no other.
      if (named_->cost == 0) answer_.found |= only_named_;
    } else if (benign_ != nullptr) {
      answer_.rule = benign_->id;
    }
    return answer_;
  }

 private:
  Classification answer_;
  const Rule* benign_ = nullptr;
  const Rule* named_ = nullptr;
  TargetSet only_named_ = 0;  // where rules found something that count nothing
  // What rules say of a log-in: that it failed, or that somebody tries something.
  bool failed_ = false;
  bool guessed_ = false;
  bool failure_weighs_ = false, load_weighs_ = false;
};

// Asks every candidate. Their bits lie in the order of the ids, and so do the rules in the answer; last come
// those that ask what all of it cost. `structures` are those of the subject.
Classification Judge(const RuleSet& rules, const Entry& entry, const RuleRemoval* removal,
                     const Subject& subject, StructureSets& structures,
                     const Candidates& candidates) noexcept {
  const std::span<const Rule> all = rules.rules();
  Verdicts verdicts;
  bool limited = false;
  const auto judge = [&](std::size_t index) {
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
  };
  candidates.ForEach(judge);
  if (const TargetSet costly = subject.scratch.work.costly(); costly != 0) {
    NoteCostly(rules.structures(), costly, structures);
    for (const uint32_t index : rules.ByStructure(static_cast<std::size_t>(Structure::kCostly))) {
      candidates.Add(index, kEverySegment);
      judge(index);
    }
  }
  candidates.ForEach([&](std::size_t index) {
    verdicts.Weigh(all[index], static_cast<TargetSet>(candidates.segments[index]));
  });
  Classification answer = verdicts.Finish(limited);
  answer.overlong = subject.text.cut != 0;
  answer.unread = subject.scratch.work.ran_out() != 0;
  if ((answer.found & Bit(Target::kBody)) != 0)
    answer.written = IsAllWritten(rules, entry.body, candidates, subject.scratch);
  return answer;
}

// Fields that came before, and in which there is nothing, as far as all of them was looked at.
void NoteCleanFields(const RuleSet& rules, const EntryText& text, const StructureSets& structures,
                     const FieldSteps& steps, MatchScratch& scratch) {
  for (unsigned rest = text.may_be_clean & ~scratch.work.ran_out(); rest != 0; rest &= rest - 1) {
    const auto field = static_cast<unsigned>(std::countr_zero(rest));
    if (structures[field] == 0) NoteClean(rules.prefilter(), text, field, steps[field], scratch.seen_fields);
  }
}

Candidates ClearedCandidates(const RuleSet& rules, MatchScratch& scratch) {
  const std::span<uint64_t> words(scratch.candidates.data(), (rules.pattern_count() + 63) / 64);
  std::fill(words.begin(), words.end(), 0);
  return {words, {scratch.segments.data(), rules.pattern_count()}};
}

Candidates OfRules(const RuleSet& rules, const Candidates& candidates) {
  return {candidates.patterns.first(rules.rule_words()), candidates.segments};
}

void AddAll(const RuleSet& rules, const Candidates& candidates) {
  for (std::size_t i = 0; i < rules.rules().size(); ++i) candidates.Add(i, kEverySegment);
}

// Of what was not seen before.
Classification Look(const RuleSet& rules, const Entry& entry, const RuleRemoval* removal,
                    MatchScratch& scratch, RequestWork* work) noexcept {
  scratch.work.Begin(work != nullptr ? *work : RequestWork(), entry.body.size());
  const EntryText entry_text = PrepareText(entry, rules.targets(), scratch, &rules.prefilter());
  const Candidates candidates = ClearedCandidates(rules, scratch);
  ScanFields(rules.prefilter(), entry_text, scratch, candidates);
  const auto add = [&](std::span<const uint32_t> indexes) {
    for (const uint32_t index : indexes) candidates.Add(index, kEverySegment);
  };
  if (entry.log_id != 0) add(rules.ByLogId(entry.log_id));
  if (!entry.module.empty()) add(rules.ByModule(entry.module));
  if (entry.status != 0) add(rules.ByStatus(entry.status));
  add(rules.General());
  FieldSteps steps{};
  StructureSets structures =
      FindStructures(rules.structures(), entry_text, &scratch.seen_values, scratch.work, &steps);
  NoteCleanFields(rules, entry_text, structures, steps, scratch);
  uint32_t anywhere = 0;
  for (const uint32_t here : structures) anywhere |= here;
  for (; anywhere != 0; anywhere &= anywhere - 1)
    add(rules.ByStructure(static_cast<std::size_t>(std::countr_zero(anywhere))));
  Classification answer = Judge(rules, entry, removal, {entry_text, structures, scratch, &candidates},
                                structures, OfRules(rules, candidates));
  answer.steps = static_cast<uint32_t>(scratch.work.taken());
  const RequestWork rest = scratch.work.End();
  if (work != nullptr) *work = rest;
  return answer;
}

}  // namespace

Classification Classify(const RuleSet& rules, const Entry& entry, const RuleRemoval* removal,
                        MatchScratch& scratch, RequestWork* work) noexcept {
  if (removal != nullptr) return Look(rules, entry, removal, scratch, work);
  if (const Classification* const known = scratch.seen_entries.Find(rules.prefilter().serial(), entry, work))
    return *known;
  RequestWork rest = work != nullptr ? *work : RequestWork();
  const Classification what = Look(rules, entry, nullptr, scratch, &rest);
  scratch.seen_entries.Note(what, rest.costly != 0);
  if (work != nullptr) *work = rest;
  return what;
}

Classification ClassifySlow(const RuleSet& rules, const Entry& entry, const RuleRemoval* removal,
                            MatchScratch& scratch) noexcept {
  const EntryText entry_text = PrepareText(entry, rules.targets(), scratch);
  const Candidates candidates = ClearedCandidates(rules, scratch);
  AddAll(rules, candidates);
  StructureSets structures = FindStructures(rules.structures(), entry_text, nullptr, scratch.work);
  return Judge(rules, entry, removal, {entry_text, structures, scratch}, structures,
               OfRules(rules, candidates));
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
  const StructureSets structures = FindStructures(wanted, entry_text, nullptr, scratch.work);
  bool may = structures[kField] != 0;
  OfRules(rules, candidates).ForEach([&](std::size_t index) {
    may = may || (rules.rules()[index].targets & kReferer) != 0;
  });
  return may;
}

}  // namespace errwatch
