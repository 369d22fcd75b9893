#include "rules/written_body.h"

#include <algorithm>
#include <cstddef>

#include "match/entry_text.h"
#include "model/typed_text.h"
#include "rules/rule_match.h"

namespace errwatch {
namespace {

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

}  // namespace

bool IsAllWritten(const RuleSet& rules, std::string_view body, const Candidates& matched,
                  MatchScratch& scratch) noexcept {
  for (int i = 0; !body.empty(); ++i) {
    Entry field;
    field.body = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(field.body.size() + 1, body.size()));
    if (MayBeWritten(field.body)) continue;
    if (i >= kMostFields) return false;
    const EntryText text = PrepareText(field, Bit(Target::kBody), scratch);
    const StructureSets structures =
        FindStructures(rules.structures(), text, &scratch.seen_values, scratch.work);
    bool found = false;
    matched.ForEach([&](std::size_t index) {
      const Rule& rule = rules.rules()[index];
      found = found ||
              ((matched.segments[index] & Bit(Target::kBody)) != 0 && rule.category != Category::kBenign &&
               rule.cost != 0 && FindsInBody(rule, {text, structures, scratch}));
    });
    if (found) return false;
  }
  return true;
}

}  // namespace errwatch
