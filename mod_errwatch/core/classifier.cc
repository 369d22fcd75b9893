#include "core/classifier.h"

#include <algorithm>
#include <bit>

#include "core/ascii.h"
#include "core/normalize.h"

namespace errwatch {
namespace {

// How much of each field is looked at, in the order of Target, and how it is decoded. Hosts and methods that
// are longer than this are refused by httpd; both forms of all fields together fit into MatchScratch::text.
struct Field {
  std::size_t max_bytes;
  TextKind kind;
};
constexpr std::array<Field, kTargetCount> kFields = {{
    {kMaxFieldBytes, TextKind::kMessage},  // message
    {kMaxFieldBytes, TextKind::kPath},     // uri
    {kMaxFieldBytes, TextKind::kQuery},    // args
    {256, TextKind::kHeader},              // method
    {2048, TextKind::kHeader},             // agent
    {4096, TextKind::kHeader},             // referer
    {512, TextKind::kHeader},              // host
    {4096, TextKind::kHeader},             // cookie
    {kMaxFieldBytes, TextKind::kLines},    // headers
}};

constexpr std::size_t TextNeeded() {
  std::size_t bytes = 0;
  for (const Field& field : kFields) bytes += 2 * (field.max_bytes + 1);  // and a separator behind each
  return bytes;
}
static_assert(TextNeeded() + LiteralMatcher::kPaddingBytes <= MatchScratch::kTextBytes);

constexpr char kSeparator = '\n';

std::string_view FieldOf(const Entry& entry, std::size_t target) {
  switch (static_cast<Target>(target)) {
    case Target::kMessage:
      return entry.message;
    case Target::kUri:
      return entry.uri;
    case Target::kArgs:
      return entry.args;
    case Target::kMethod:
      return entry.method;
    case Target::kAgent:
      return entry.agent;
    case Target::kReferer:
      return entry.referer;
    case Target::kHost:
      return entry.host;
    case Target::kCookie:
      return entry.cookie;
    case Target::kHeaders:
      return entry.headers;
  }
  return {};
}

// The texts that patterns are tried on.
struct Views {
  struct View {
    std::string_view raw;         // empty = absent
    std::string_view normalized;  // empty where it equals `raw`
    bool same_bytes = true;       // the two differ at most in letter case
    uint32_t raw_segment = 0;     // bits of the segments of `all` where the text stands
    uint32_t normalized_segment = 0;
  };
  std::array<View, kTargetCount> fields;

  // Everything once, in the form of FoldText: for the prefilter.
  std::string_view all;
  std::array<uint32_t, std::size_t{2} * kTargetCount> segment_ends;
  std::size_t segment_count = 0;
  std::size_t message_segments = 0;  // the first ones
};
static_assert(static_cast<std::size_t>(Target::kMessage) == 0);  // so the message comes first
static_assert(2 * kTargetCount <= 32);                           // bits of a segment set

constexpr uint32_t kEverySegment = ~uint32_t{0};

// "File does not exist: /srv/tmp/www/x.php" -> "File does not exist: /x.php".
std::string_view WithoutRoot(std::string_view message, std::string_view root, std::span<char> space) {
  while (root.ends_with('/')) root.remove_suffix(1);
  if (root.empty()) return message;
  const std::size_t at = message.find(root);
  const std::size_t end = at + root.size();
  if (at == std::string_view::npos || end >= message.size() || message[end] != '/') return message;
  char* to = std::copy_n(message.data(), at, space.data());
  to = std::copy(message.begin() + static_cast<std::ptrdiff_t>(end), message.end(), to);
  return {space.data(), static_cast<std::size_t>(to - space.data())};
}

Views Prepare(const Entry& entry, TargetSet targets, MatchScratch& scratch) noexcept {
  Views views;
  char* const begin = scratch.text.data();
  char* to = begin;
  const auto end_segment = [&] {
    views.segment_ends[views.segment_count] = static_cast<uint32_t>(to - begin);
    *to++ = kSeparator;
    return uint32_t{1} << views.segment_count++;
  };
  for (std::size_t i = 0; i < kFields.size(); ++i) {
    if ((targets >> i & 1U) == 0) continue;
    std::string_view raw = FieldOf(entry, i).substr(0, kFields[i].max_bytes);
    if (raw.empty()) continue;
    if (static_cast<Target>(i) == Target::kMessage)
      raw = WithoutRoot(raw, entry.document_root, scratch.message);
    Views::View& view = views.fields[i];
    view.raw = raw;
    const Normalized normal = Normalize(raw, kFields[i].kind, {to, raw.size()});
    view.same_bytes = !normal.decoded && !normal.folded;
    if (normal.lowered || !view.same_bytes) view.normalized = normal.text;
    to += normal.text.size();
    view.normalized_segment = view.raw_segment = end_segment();
    if (normal.decoded) {
      to += FoldText(raw, kFields[i].kind, {to, raw.size()}).size();
      view.raw_segment = end_segment();
    }
    if (static_cast<Target>(i) == Target::kMessage) views.message_segments = views.segment_count;
  }
  views.all = {begin, static_cast<std::size_t>(to - begin)};
  return views;
}

// `segments`: where a match is possible at all.
MatchOutcome TryPattern(const Rule& rule, const Views& views, uint32_t segments,
                        MatchScratch& scratch) noexcept {
  MatchOutcome outcome = MatchOutcome::kNoMatch;
  for (unsigned rest = rule.targets; rest != 0; rest &= rest - 1) {
    const Views::View& view = views.fields[static_cast<std::size_t>(std::countr_zero(rest))];
    std::string_view raw = (view.raw_segment & segments) != 0 ? view.raw : std::string_view();
    const std::string_view normalized =
        (view.normalized_segment & segments) != 0 ? view.normalized : std::string_view();
    if (!normalized.empty() && view.same_bytes && rule.pattern->matches_lower_case_too()) raw = {};
    for (const std::string_view text : {normalized, raw}) {
      if (text.empty()) continue;
      const MatchOutcome one = rule.pattern->Match(text, scratch);
      if (one == MatchOutcome::kMatch) return one;
      if (one == MatchOutcome::kLimit) outcome = one;
    }
  }
  return outcome;
}

// Cheap questions first.
RuleVerdict Select(const Rule& rule, const Entry& entry, const RuleRemoval* removal) noexcept {
  const auto has = [](const auto& values, const auto& value) {
    return values.empty() || std::find(values.begin(), values.end(), value) != values.end();
  };
  if (!has(rule.log_ids, entry.log_id)) return RuleVerdict::kOtherLogId;
  if (rule.level && entry.level > *rule.level) return RuleVerdict::kOtherLevel;
  if (!has(rule.statuses, entry.status)) return RuleVerdict::kOtherStatus;
  // An ErrorLogFormat without %m names no module; the AH number names the message well enough.
  const bool module_unknown = entry.module.empty() && !rule.log_ids.empty();
  if (!module_unknown && !has(rule.modules, entry.module)) return RuleVerdict::kOtherModule;
  if (removal != nullptr && removal->Covers(rule)) return RuleVerdict::kRemoved;
  return RuleVerdict::kMatches;
}

RuleVerdict Evaluate(const Rule& rule, const Entry& entry, const RuleRemoval* removal, const Views& views,
                     uint32_t segments, MatchScratch& scratch) noexcept {
  const RuleVerdict selected = Select(rule, entry, removal);
  if (selected != RuleVerdict::kMatches || rule.pattern == nullptr) return selected;
  switch (TryPattern(rule, views, segments, scratch)) {
    case MatchOutcome::kMatch:
      return RuleVerdict::kMatches;
    case MatchOutcome::kLimit:
      return RuleVerdict::kLimit;
    case MatchOutcome::kNoMatch:
      break;
  }
  return RuleVerdict::kNoMatch;
}

// True when `a` names the entry rather than `b`; `b` has the lower id.
bool Outranks(const Rule& a, const Rule& b) {
  if (a.cost != b.cost) return a.cost > b.cost;
  if (a.category != b.category) return a.category < b.category;
  return a.pattern != nullptr && b.pattern == nullptr;
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
  void Weigh(const Rule& rule) {
    if (rule.category == Category::kBenign || (benign_ != nullptr && rule.cost <= benign_->cost)) return;
    answer_.also.Add(rule.category);
    if (named_ == nullptr || Outranks(rule, *named_)) named_ = &rule;
  }

  Classification Finish(bool cross_site, bool limited) {
    answer_.limited = limited;
    if (named_ != nullptr) {
      answer_.category = named_->category;
      answer_.rule = named_->id;
      answer_.cost = cross_site ? std::min(named_->cost, kCrossSiteMaxCost) : named_->cost;
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

// Asks every candidate. Their bits lie in the order of the ids, and so do the rules in the answer.
Classification Judge(const RuleSet& rules, const Entry& entry, const RuleRemoval* removal, const Views& views,
                     const Candidates& candidates, MatchScratch& scratch) noexcept {
  const std::span<const Rule> all = rules.rules();
  Verdicts verdicts;
  bool limited = false;
  ForEachBit(candidates.patterns, [&](std::size_t index) {
    const RuleVerdict verdict =
        Evaluate(all[index], entry, removal, views, candidates.segments[index], scratch);
    limited = limited || verdict == RuleVerdict::kLimit;
    if (verdict == RuleVerdict::kMatches) {
      verdicts.Add(all[index]);
    } else {
      candidates.patterns[index / 64] &= ~(uint64_t{1} << (index % 64));
    }
  });
  ForEachBit(candidates.patterns, [&](std::size_t index) { verdicts.Weigh(all[index]); });
  return verdicts.Finish(entry.cross_site, limited);
}

Candidates ClearedCandidates(const RuleSet& rules, MatchScratch& scratch) {
  const std::span<uint64_t> words(scratch.candidates.data(), (rules.rules().size() + 63) / 64);
  std::fill(words.begin(), words.end(), 0);
  return {words, {scratch.segments.data(), rules.rules().size()}};
}

void Screen(const RuleSet& rules, const Views& views, const Candidates& candidates, MatchScratch& scratch) {
  rules.prefilter().Scan(
      {views.all, {views.segment_ends.data(), views.segment_count}, views.message_segments},
      scratch.prefilter, candidates);
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
  const Views views = Prepare(entry, rules.targets(), scratch);
  const Candidates candidates = ClearedCandidates(rules, scratch);
  Screen(rules, views, candidates, scratch);
  const auto add = [&](std::span<const uint32_t> indexes) {
    for (const uint32_t index : indexes) candidates.Add(index, kEverySegment);
  };
  if (entry.log_id != 0) add(rules.ByLogId(entry.log_id));
  if (!entry.module.empty()) add(rules.ByModule(entry.module));
  if (entry.status != 0) add(rules.ByStatus(entry.status));
  add(rules.General());
  return Judge(rules, entry, removal, views, candidates, scratch);
}

Classification ClassifySlow(const RuleSet& rules, const Entry& entry, const RuleRemoval* removal,
                            MatchScratch& scratch) noexcept {
  const Views views = Prepare(entry, rules.targets(), scratch);
  const Candidates candidates = ClearedCandidates(rules, scratch);
  AddAll(rules, candidates);
  return Judge(rules, entry, removal, views, candidates, scratch);
}

bool RefererMayMatch(const RuleSet& rules, std::string_view referer, MatchScratch& scratch) noexcept {
  constexpr TargetSet kReferer = Bit(Target::kReferer);
  if ((rules.unscreened_targets() & kReferer) != 0) return true;
  Entry entry;
  entry.referer = referer;
  const Views views = Prepare(entry, kReferer, scratch);
  const Candidates candidates = ClearedCandidates(rules, scratch);
  Screen(rules, views, candidates, scratch);
  bool may = false;
  ForEachBit(candidates.patterns,
             [&](std::size_t index) { may = may || (rules.rules()[index].targets & kReferer) != 0; });
  return may;
}

RuleVerdict Explain(const Rule& rule, const Entry& entry, const RuleRemoval* removal,
                    MatchScratch& scratch) noexcept {
  const Views views = Prepare(entry, rule.pattern != nullptr ? rule.targets : TargetSet{0}, scratch);
  return Evaluate(rule, entry, removal, views, kEverySegment, scratch);
}

}  // namespace errwatch
