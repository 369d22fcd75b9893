#include "cli/words_of_json.h"

#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "cli/config/check.h"
#include "cli/doctor/diagnosis.h"
#include "cli/report/activity.h"
#include "cli/report/incident_report.h"
#include "cli/scan/diff_report.h"
#include "cli/scan/explain_text.h"
#include "cli/server/list_entry.h"
#include "model/anomaly.h"
#include "model/bucket_tag.h"
#include "model/category.h"
#include "model/incident_kind.h"
#include "model/level.h"
#include "model/policy.h"
#include "model/story_kind.h"
#include "model/tag_name.h"
#include "model/target.h"
#include "pages/share_view.h"
#include "pages/snapshot.h"
#include "store/share_status.h"

namespace errwatch::cli {
namespace {

using Json = nlohmann::ordered_json;

// The names of the `count` values of an enumeration.
template <typename Enum, typename F>
Json Names(int count, F&& name_of) {
  Json names = Json::array();
  for (int i = 0; i < count; ++i) {
    if (const auto name = std::string(name_of(static_cast<Enum>(i))); !name.empty()) names.push_back(name);
  }
  return names;
}

Json With(Json names, std::initializer_list<std::string_view> others) {
  for (const std::string_view other : others) names.push_back(std::string(other));
  return names;
}

Json EcsCategories() {
  std::set<std::string_view> names;
  for (uint8_t i = 0; i <= kCategoryCount; ++i) names.insert(Info(static_cast<Category>(i)).ecs_category);
  return names;
}

Json EcsKinds() {
  std::set<std::string_view> names;
  for (uint8_t i = 0; i < kIncidentKindCount; ++i) names.insert(Info(static_cast<IncidentKind>(i)).ecs_kind);
  return names;
}

}  // namespace

Json WordsOfJson() {
  const Json categories = Names<Category>(kCategoryCount, &CategoryName);
  return {{"category", With(categories, {CategoryName(Category::kBenign)})},
          {"limit", With(categories, {kAnyName})},
          {"reason", With(categories, {kAnyName, ReasonName(0, true, ByHand::kWords)})},
          {"kind", Names<IncidentKind>(kIncidentKindCount, &IncidentKindName)},
          {"anomaly_kind", Names<AnomalyKind>(kAnomalyKindCount, &AnomalyKindName)},
          {"model_state", Names<ModelState>(kModelStateCount, &ModelStateName)},
          {"story_kind", Names<StoryKind>(static_cast<int>(kStoryKindTable.size()),
                                          [](StoryKind kind) { return Info(kind).name; })},
          {"report_source", Names<SourceKind>(kSourceKindCount, &SourceKindName)},
          {"sign", Names<SignKind>(kSignKindCount, &SignName)},
          {"level", Names<Level>(kLevelCount, &LevelName)},
          {"target", Names<Target>(kTargetCount, &TargetName)},
          {"share_link", store::kShareLinkNames},
          {"share_state", kShareStateNames},
          {"peer_state", store::kPeerStateNames},
          {"engine", Names<Engine>(static_cast<int>(kEngineCount), &EngineName)},
          {"not_denied", Names<NotDenied>(kNotDeniedCount, [](NotDenied why) { return TextOf(why); })},
          {"ecs_category", EcsCategories()},
          {"ecs_kind", EcsKinds()},
          {"rule_verdict", Names<RuleVerdict>(kRuleVerdictCount, &RuleVerdictName)},
          {"severity", Names<Severity>(kSeverityCount, &SeverityName)},
          {"verdict", Names<Verdict>(kVerdictCount, &VerdictName)},
          {"list_kind", Names<store::ListKind>(static_cast<int>(store::kListKinds),
                                               [](store::ListKind kind) { return NameOf(kind); })},
          {"list_form", Names<ListForm>(static_cast<int>(kListFormNames.size()),
                                        [](ListForm form) {
                                          return form == ListForm::kAuto ? std::string_view() : NameOf(form);
                                        })},
          {"why_not_blocked", kWhyNotBlocked}};
}

}  // namespace errwatch::cli
