// Where the evidence of an incident is, in JSON of any kind.
#pragma once

#include <nlohmann/json.hpp>

#include "pages/snapshot.h"

namespace errwatch {

// "found": {"in": a word of target=, "name": ..., "excerpt": ...}: what is known of it.
inline void SetPlace(nlohmann::ordered_json& object, const IncidentRow& row) {
  if (!row.found) return;
  nlohmann::ordered_json& found = object["found"];
  found["in"] = TargetName(*row.found);
  if (!row.field.empty()) found["name"] = row.field;
  if (!row.excerpt.empty()) found["excerpt"] = row.excerpt;
}

}  // namespace errwatch
