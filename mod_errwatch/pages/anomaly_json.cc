#include "pages/anomaly_json.h"

#include "base/time_text.h"
#include "pages/crowd_view.h"
#include "pages/json_member.h"

namespace errwatch {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

Json CrowdJson(const CrowdRow& row) {
  Json object = {{"kind", AnomalyKindName(row.kind)}};
  SetText(object, "category", row.category);
  SetText(object, "scope", row.scope);
  object["entries"] = row.entries;
  object["clients"] = row.clients;
  SetTime(object, "begun", row.begun);
  SetTime(object, "last", row.last);
  SetText(object, "vhost", row.vhost);
  SetText(object, "target", row.target);
  SetText(object, "ranges", row.ranges);
  if (row.follows) object["under_attack"] = DirectiveText(*row.follows);
  return object;
}

Json ModelJson(const ModelRow& row) {
  Json object = {{"file", row.path}, {"state", ModelStateName(row.state)}, {"requests", row.requests}};
  object["vhosts"] = row.vhosts;
  SetTime(object, "begun", row.begun);
  SetTime(object, "until", row.until);
  SetTime(object, "learnt", row.learnt);
  if (row.state == ModelState::kUsed) object["threshold"] = row.threshold;
  SetText(object, "problem", row.problem);
  return object;
}

Json UnderAttackJson(const UnderAttackRow& row) {
  return {{"vhost", row.vhost}, {"under_attack", DirectiveText(row.says)}};
}

}  // namespace errwatch
