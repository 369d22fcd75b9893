#include "pages/model_rows.h"

#include <algorithm>

#include "anomaly/request_score.h"
#include "base/time_text.h"
#include "pages/page_phrases.h"

namespace errwatch::store {
namespace {

void SetUsed(const LearntCounts& counts, Tick learnt, ModelRow& row) {
  row.state = ModelState::kUsed;
  row.requests = counts.requests;
  row.threshold = static_cast<uint32_t>(RequestScorer(counts).threshold());
  row.learnt = learnt;
}

}  // namespace

ModelRow RowOf(const ModelFacts& facts, Tick now) {
  ModelRow row;
  row.path = facts.path;
  row.problem = facts.problem;
  if (facts.known != nullptr) {
    SetUsed(facts.known->counts(), facts.written, row);
  } else if (facts.learning) {
    const LearningModelReader& learning = *facts.learning;
    const Tick until = After(learning.begun(), facts.learn);
    if (learning.PhaseAt(now, facts.learn) == LearningPhase::kLearnt) {
      SetUsed(learning.counts(), learning.saved() != Tick() ? learning.saved() : until, row);
    } else {
      row.state = ModelState::kLearning;
      row.requests = learning.counts().requests;
      row.begun = learning.begun();
      row.until = until;
    }
  }
  return row;
}

}  // namespace errwatch::store

namespace errwatch {

std::string HostsText(const std::vector<std::string>& vhosts, Language language) {
  constexpr std::size_t kMost = 8;
  std::string names;
  for (std::size_t i = 0; i < std::min(vhosts.size(), kMost); ++i)
    names.append(names.empty() ? "" : ", ")
        .append(vhosts[i] == kMainServer ? InLanguage(kMainServer, language) : vhosts[i]);
  if (vhosts.size() > kMost)
    names += Filled(PagePhrase(" and {0} more").In(language), {FormatCount(vhosts.size() - kMost)});
  return names;
}

std::string StateText(const ModelRow& row, Tick now, Language language) {
  switch (row.state) {
    case ModelState::kNotUsed:
      return std::string(InLanguage("not used", language));
    case ModelState::kUsed:
      return std::string(InLanguage("used", language));
    case ModelState::kUnknown:
      return std::string(InLanguage("not known here", language));
    case ModelState::kLearning:
      break;
  }
  // A site that few visit is learnt for longer.
  if (row.until <= now) return std::string(PagePhrase("learning, until enough requests came").In(language));
  return Filled(PagePhrase("learning, until {0}").In(language), {FormatTimeShort(row.until)});
}

}  // namespace errwatch
