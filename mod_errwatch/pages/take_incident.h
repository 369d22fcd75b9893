// Shared memory -> one incident as pages show it. Treats every byte as untrusted.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "pages/snapshot.h"
#include "store/incident_ring.h"
#include "store/segment.h"

namespace errwatch::store {

// `rule_name`: what a rule is called; null where no rules are known.
IncidentRow RowOf(const SegmentReader& segment, const IncidentRecord& record,
                  const std::function<std::string(uint32_t)>& rule_name);

}  // namespace errwatch::store
