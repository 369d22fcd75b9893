#include "cli/scan/joined_judge.h"

#include <utility>

namespace errwatch::cli {

JoinedJudge::JoinedJudge(const ScanPlan& plan) : plan_(plan), classifier_(*plan.rules) {
  if (plan.other_rules != nullptr) other_classifier_.emplace(*plan.other_rules);
  correction_.rule_hits.resize(plan.rules->rules().size());
}

bool JoinedJudge::Judge(ScanRecord& record) {
  const Classification alone = std::exchange(record.what, classifier_.OfEntry(record.entry));
  if (other_classifier_) record.other = other_classifier_->OfEntry(record.entry);
  Count(alone, ~uint64_t{0});
  if (!plan_.filter->Passes(record.what)) {
    ++correction_.filtered;
    return false;
  }
  Count(record.what, 1);
  return true;
}

void JoinedJudge::Count(const Classification& what, uint64_t times) {
  if (what.limited) correction_.limited += times;
  if (what.category == Category::kBenign) {
    correction_.benign += times;
    return;
  }
  correction_.categories[static_cast<std::size_t>(what.category)] += times;
  if (const Rule* rule = plan_.rules->Find(what.rule))
    correction_.rule_hits[static_cast<std::size_t>(rule - plan_.rules->rules().data())] += times;
}

}  // namespace errwatch::cli
