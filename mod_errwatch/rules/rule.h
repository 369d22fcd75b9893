// A rule: which entries it looks at, the pattern that must match, and what a match means.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "match/pattern.h"
#include "model/category.h"
#include "model/guess.h"
#include "model/level.h"
#include "model/log_id.h"
#include "model/target.h"
#include "structure/structure.h"

namespace errwatch {

// Something to be found in one of the targets: a pattern or a structure. The pattern is tried on the field as
// it was sent and, where decoding changes it, on the decoded form (match/normalize.h); the structure on each
// value of the field.
struct Condition {
  bool negated = false;  // it must be in none of them; never so for a rule's first
  bool nocase = false;
  TargetSet targets = kDefaultTargets;
  std::string pattern_text;             // as written; empty = no pattern
  std::vector<std::string> word_files;  // as written: lists whose words the pattern takes in
  std::shared_ptr<const Pattern> pattern;
  std::optional<Structure> structure;
  // Of one that a rule has in `more`: as which pattern the prefilter looks for its literals. RuleSet::Build
  // sets it.
  std::optional<uint32_t> screened_as;

  bool LooksAtText() const { return pattern != nullptr || structure.has_value(); }
  // Says what to look for, whether compiled or not.
  bool IsWritten() const { return !pattern_text.empty() || !word_files.empty() || structure.has_value(); }
  // The pattern with the words of its lists.
  std::string_view FullText() const { return pattern != nullptr ? pattern->text() : pattern_text; }
};

inline bool SameCondition(const Condition& a, const Condition& b) {
  return a.negated == b.negated && a.nocase == b.nocase && a.targets == b.targets &&
         a.FullText() == b.FullText() && a.structure == b.structure;
}

// A rule matches an entry when every selector that is set holds and all of its patterns match, the first one
// of which, that the rule itself is, is what the prefilter looks for.
//   log_ids      the entry carries one of these AH numbers
//   modules      ... comes from one of these modules (an unknown module will do where the AH number matches)
//   level        ... is of this level or a more severe one. It is also the level at which httpd writes the
//                message, so that LogLevel coverage can be told; see docs/rules.md
//   errnos       ... names one of these errors of the system as its reason
//   statuses     the response had one of these status codes
//   methods      the request has one of these methods, letter case and all
//   credentials  the request bears credentials of one of these schemes ("basic", in lower case)
//   guesses      its body tries a secret of one of these kinds
struct Rule : Condition {
  uint32_t id = 0;
  Category category = Category::kBenign;
  uint16_t cost = 0;  // units; for a benign rule: the highest cost of another rule that this one outranks
  std::vector<LogId> log_ids;  // sorted, as all lists here
  std::vector<std::string> modules;
  std::optional<Level> level;
  std::vector<uint16_t> statuses;
  bool selects_rarely = false;  // one of those that few rules have is there; RuleSet::Build sets it
  std::vector<Condition> more;  // that must hold too, in the order written
  std::vector<int> errnos;
  std::vector<std::string> methods;
  std::vector<std::string> credentials;
  std::vector<GuessKind> guesses;
  std::string name;    // one line for the operator; may be empty
  std::string origin;  // "file:line", for messages

  // Whether one of its lists of words is such a file.
  template <typename Predicate>
  bool NamesList(Predicate is) const {
    const auto names = [&](const Condition& condition) {
      return std::any_of(condition.word_files.begin(), condition.word_files.end(), is);
    };
    return names(*this) || std::any_of(more.begin(), more.end(), names);
  }

  // Of all patterns.
  TargetSet AllTargets() const {
    TargetSet all = LooksAtText() ? targets : TargetSet{0};
    for (const Condition& condition : more) all = static_cast<TargetSet>(all | condition.targets);
    return all;
  }
};

// Whether `a` names an entry that both match: the costlier one, then the one whose category stands further up
// (model/category.h), then one that looks at text, then the one with the lower id.
inline bool Outranks(const Rule& a, const Rule& b) {
  if (a.cost != b.cost) return a.cost > b.cost;
  if (a.category != b.category) return a.category < b.category;
  if (a.IsWritten() != b.IsWritten()) return a.IsWritten();
  return a.id < b.id;
}

// One "id", "first-last" or category of ErrWatchRuleRemove.
struct RuleRange {
  uint32_t first = 0;
  uint32_t last = 0;                      // inclusive
  Category category = Category::kBenign;  // not kBenign: every rule of this category instead of a range
  std::string origin{};                   // "file:line" of the directive
  bool Covers(const Rule& rule) const {
    return category != Category::kBenign ? rule.category == category : rule.id >= first && rule.id <= last;
  }
};

inline constexpr uint32_t kMaxRuleId = 999'999'999;
inline constexpr uint16_t kMaxCost = 1000;

}  // namespace errwatch
