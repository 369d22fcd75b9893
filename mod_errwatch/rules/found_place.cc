#include "rules/found_place.h"

#include <algorithm>
#include <bit>
#include <functional>

#include "base/ascii.h"
#include "match/entry_text.h"
#include "rules/structure_search.h"

namespace errwatch {
namespace {

constexpr TargetSet kCarried = Bit(Target::kCookie) | Bit(Target::kReferer);
// Larger values are not searched for the place within.
constexpr std::size_t kMostNarrowedBytes = 8192;

struct Form {
  std::string_view separators;  // between two parts; empty = there is one, without a name
  std::string_view sign;        // behind a name
};
Form FormOf(Target target) {
  switch (target) {
    case Target::kArgs:
    case Target::kBody:
      return {"&", "="};
    case Target::kReferer:
      return {"&?", "="};
    case Target::kCookie:
      return {";", "="};
    case Target::kHeaders:
      return {"\n", ": "};
    default:
      return {};
  }
}

// `at` is in the part of `all` that ends at `end`.
FoundPlace InPart(Target target, std::string_view all, std::size_t at, std::size_t end) {
  const Form form = FormOf(target);
  FoundPlace place{target, {}, all.substr(0, end), at};
  if (form.separators.empty()) return place;
  const std::string_view before = all.substr(0, at);
  const std::size_t separator = before.find_last_of(form.separators);
  const std::size_t begin = separator == std::string_view::npos ? 0 : separator + 1;
  std::string_view part = all.substr(begin, end - begin);
  const std::size_t sign = part.find(form.sign);
  std::size_t value = 0;
  if (sign != std::string_view::npos) {
    place.name = Trim(part.substr(0, sign));
    value = sign + form.sign.size();
    // A body's text that nobody gave a name (match/body_text.h).
    if (target == Target::kBody && place.name == "*") place.name = {};
  }
  place.text = part.substr(value);
  place.at = at - std::min(at, begin + value);
  return place;
}

std::size_t OffsetIn(std::string_view text, const char* at) {
  return static_cast<std::size_t>(at - text.data());
}

bool IsWithin(std::string_view text, std::string_view part) {
  const std::less_equal<> not_behind;
  return not_behind(text.data(), part.data()) && not_behind(part.data(), text.data() + text.size());
}

// By what was sent of the value.
FoundPlace PlaceOfValue(Target target, std::string_view raw, std::string_view sent) {
  const std::size_t begin = OffsetIn(raw, sent.data());
  return InPart(target, raw, begin, begin + sent.size());
}

std::optional<FoundPlace> PlaceOfPattern(const Pattern& pattern, Target target, const EntryText::Field& field,
                                         MatchScratch& scratch) {
  if (const auto at = pattern.Find(field.raw, scratch)) {
    const std::size_t end = field.raw.find_first_of(FormOf(target).separators, *at);
    return InPart(target, field.raw, *at,
                  FormOf(target).separators.empty() ? field.raw.size() : std::min(end, field.raw.size()));
  }
  if (field.normalized.empty()) return std::nullopt;
  const auto at = pattern.Find(field.normalized, scratch);
  if (!at) return std::nullopt;
  const char* const begin = field.normalized.data() + *at;
  // Values stand in their order in the decoded text, each whole part behind its value.
  for (const FieldValue& value : field.values) {
    const char* const end = value.text.data() + value.text.size();
    if (value.text.empty() || end <= begin) continue;
    FoundPlace place = PlaceOfValue(target, field.raw, value.sent);
    place.text = value.text;
    place.at = begin > value.text.data() ? OffsetIn(value.text, begin) : 0;
    return place;
  }
  return FoundPlace{target, {}, field.normalized, *at};
}

// Whether a structure is in one value.
class StructureProbe {
 public:
  StructureProbe(const Condition& condition, Target target) : field_(static_cast<std::size_t>(target)) {
    wanted_[field_] = Bit(*condition.structure);
  }
  bool Has(const FieldValue& value) {
    text_.fields[field_].values = {&value, 1};
    return FindStructures(wanted_, text_, nullptr, work_)[field_] != 0;
  }
  bool Has(std::string_view text) {
    FieldValue value;
    value.sent = value.text = text;
    return Has(value);
  }

 private:
  std::size_t field_;
  StructureSets wanted_{};
  EntryText text_;
  Work work_;  // not that of a request: an incident is looked at once
};

// Where it begins, by halves: without more of the beginning it is not there any more.
std::size_t BeginOf(StructureProbe& probe, std::string_view text) {
  if (text.size() > kMostNarrowedBytes || !probe.Has(text)) return 0;
  std::size_t with = 0;
  for (std::size_t step = std::bit_floor(text.size()); step != 0; step /= 2)
    if (with + step < text.size() && probe.Has(text.substr(with + step))) with += step;
  return with;
}

std::optional<FoundPlace> PlaceOfStructure(const Condition& condition, Target target, const EntryText& text) {
  const EntryText::Field& field = text.fields[static_cast<std::size_t>(target)];
  if (*condition.structure == Structure::kOverlong || *condition.structure == Structure::kCostly)
    return FoundPlace{target, {}, {}, 0};
  StructureProbe probe(condition, target);
  const auto place_of = [&](std::string_view sent, std::string_view decoded) {
    FoundPlace place = PlaceOfValue(target, field.raw, sent);
    place.text = decoded;
    place.at = BeginOf(probe, decoded);
    return place;
  };
  FieldValue whole;
  for (const FieldValue& value : field.values) {
    // What stands in a value was not sent by itself, and comes behind it.
    if (IsWithin(field.raw, value.sent)) whole = value;
    if (!probe.Has(value)) continue;
    FoundPlace place = place_of(whole.sent, value.text);
    // A member's own name may say that it is a secret.
    if (value.member && IsWithin(whole.text, value.text)) {
      place.text = whole.text;
      place.at += OffsetIn(whole.text, value.text.data());
    }
    return place;
  }
  PartsLeft more = text.More(static_cast<std::size_t>(target));
  const CleanParts none;
  for (FieldValue value; more.Next(value, none);)
    if (probe.Has(value)) return place_of(value.sent, value.text);
  return std::nullopt;
}

std::optional<FoundPlace> PlaceIn(const Condition& condition, TargetSet targets, const Entry& entry,
                                  MatchScratch& scratch) {
  for (unsigned rest = targets, bit = 0; rest != 0; rest ^= bit) {
    bit = std::bit_floor(rest);
    const auto index = static_cast<std::size_t>(std::countr_zero(bit));
    const auto target = static_cast<Target>(index);
    const EntryText text = PrepareText(entry, static_cast<TargetSet>(bit), scratch);
    const EntryText::Field& field = text.fields[index];
    const auto place = condition.structure ? PlaceOfStructure(condition, target, text)
                                           : PlaceOfPattern(*condition.pattern, target, field, scratch);
    if (!place) continue;
    // Whole in the entry, or credentials.
    const bool untold = target == Target::kMessage || target == Target::kAuthorization;
    return untold ? FoundPlace{target, {}, {}, 0} : *place;
  }
  return std::nullopt;
}

}  // namespace

std::optional<FoundPlace> PlaceOf(const RuleSet& rules, const Entry& entry, const Classification& what,
                                  MatchScratch& scratch) noexcept {
  const Rule* const rule = rules.Find(what.rule);
  if (rule == nullptr || what.found == 0) return std::nullopt;
  const auto place_of = [&](const Condition& condition) -> std::optional<FoundPlace> {
    if (condition.negated || !condition.LooksAtText()) return std::nullopt;
    const auto here = static_cast<TargetSet>(condition.targets & what.found);
    if (const auto place = PlaceIn(condition, static_cast<TargetSet>(here & ~kCarried), entry, scratch))
      return place;
    return PlaceIn(condition, static_cast<TargetSet>(here & kCarried), entry, scratch);
  };
  // What stands further behind in the order of Target says more: "/wp-login.php and in its body ...".
  const auto own = [&](const Condition& condition) {
    return condition.negated ? 0 : condition.targets & what.found & ~kCarried;
  };
  const Condition* last = rule;
  for (const Condition& condition : rule->more)
    if (own(condition) > own(*last)) last = &condition;
  if (const auto place = place_of(*last)) return place;
  if (const auto place = place_of(*rule)) return place;
  for (const Condition& condition : rule->more)
    if (const auto place = place_of(condition)) return place;
  return std::nullopt;
}

}  // namespace errwatch
