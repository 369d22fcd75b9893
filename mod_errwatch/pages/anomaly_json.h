// What no rule knows, as JSON. The field names are a public interface, as those of render_json.cc.
#pragma once

#include <nlohmann/json.hpp>

#include "pages/snapshot.h"

namespace errwatch {

nlohmann::ordered_json CrowdJson(const CrowdRow& row);
nlohmann::ordered_json ModelJson(const ModelRow& row);
// {"vhost": "www.example.org", "under_attack": "tighten=4"}
nlohmann::ordered_json UnderAttackJson(const UnderAttackRow& row);

}  // namespace errwatch
