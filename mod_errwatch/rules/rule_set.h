// An immutable set of rules, indexed for fast classification. Shared by every virtual host that inherits it;
// const members are safe from any number of threads.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "match/match_scratch.h"
#include "match/prefilter.h"
#include "rules/rule.h"
#include "rules/structure_search.h"

namespace errwatch {

// How a rule's pattern gets its turn; `errwatch check` and the status page report the slow ones.
enum class Screening : uint8_t {
  kSelectors,  // no text is looked at
  kLiteral,    // tried only where one of its required literals was seen
  // No required literal of at least kMinLiteralBytes: tried on every entry that its selectors admit.
  kUnscreened,
  kStructure,  // looked for by its detector, in values that have one of its marks
};

class RuleSet {
 public:
  // Refuses a duplicate id, naming both places: all that Build refuses, for a hundredth of its time.
  static Status CheckIds(std::span<const Rule> rules);

  // Refuses what CheckIds does.
  // `removed` drops rules (ErrWatchRuleRemove of the server or virtual host).
  static Result<std::shared_ptr<const RuleSet>> Build(std::vector<Rule> rules,
                                                      std::span<const RuleRange> removed = {});

  // Makes a scratch fit for these rules and runs one match through it, so that later ones allocate nothing.
  Status Warm(MatchScratch& scratch) const;

  RuleSet(const RuleSet&) = delete;
  RuleSet& operator=(const RuleSet&) = delete;

  std::span<const Rule> rules() const { return rules_; }  // sorted by id
  const Rule* Find(uint32_t id) const;                    // null when there is none
  Screening screening(std::size_t rule_index) const { return screening_[rule_index]; }
  const Prefilter& prefilter() const { return *prefilter_; }

  // Patterns of the prefilter: the first ones are those of the rules, under their indexes;
  // from the next whole word of bits on come those of further conditions.
  std::size_t pattern_count() const { return pattern_count_; }
  std::size_t rule_words() const { return (rules_.size() + 63) / 64; }

  // Targets that at least one rule looks at: the glue need not collect the others.
  TargetSet targets() const { return targets_; }

  // Targets that patterns look at which the prefilter does not look for: those without literals, and all but
  // a rule's first.
  TargetSet unscreened_targets() const { return unscreened_targets_; }

  // Where rules look for each structure; and which rules have it as their first condition, as indexes into
  // rules().
  const StructureSets& structures() const { return structures_; }
  std::span<const uint32_t> ByStructure(std::size_t structure) const { return by_structure_[structure]; }

  // Whether a rule selects this status code.
  bool NamesStatus(int status) const { return StatusUseOf(status) != nullptr; }
  // ... and may match a request of this method, in whose body something is tried, or nothing. Else it is
  // classified as it would be without a status.
  bool StatusMatters(int status, std::string_view method, bool guessed) const;

  // Indexes into rules(), of those that the prefilter does not find, each under the first of these that it
  // names: AH number, module, status. Those that name none are general.
  std::span<const uint32_t> ByLogId(LogId id) const;
  std::span<const uint32_t> ByModule(std::string_view module) const;
  std::span<const uint32_t> ByStatus(uint16_t status) const;
  std::span<const uint32_t> General() const { return general_; }

 private:
  RuleSet() = default;
  static void ScreenFurther(Rule& rule, std::vector<Prefilter::Pattern>& patterns);
  void NoteTargets(const Rule& rule);
  void Index(uint32_t index);  // enters one rule into the tables below
  // What rules that select a status code ask for besides.
  struct StatusUse {
    bool any_method = false;           // ... of any method, whatever the body holds
    bool any_method_guessed = false;   // ... where something is tried in the body
    std::vector<std::string> methods;  // ... of these
  };
  void NoteStatuses(const Rule& rule);
  const StatusUse* StatusUseOf(int status) const;  // null: none does

  std::vector<Rule> rules_;
  std::vector<Screening> screening_;
  std::optional<Prefilter> prefilter_;  // empty only while the set is built
  std::size_t pattern_count_ = 0;
  TargetSet targets_ = 0;
  TargetSet unscreened_targets_ = 0;
  StructureSets structures_{};
  std::array<std::vector<uint32_t>, kStructureCount> by_structure_;
  std::unordered_map<int, StatusUse> statuses_;
  std::unordered_map<LogId, std::vector<uint32_t>> by_log_id_;
  std::unordered_map<std::string_view, std::vector<uint32_t>> by_module_;  // keys view into rules_
  std::unordered_map<uint16_t, std::vector<uint32_t>> by_status_;
  std::vector<uint32_t> general_;
};

}  // namespace errwatch
