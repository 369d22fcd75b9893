// What pages and the command line say of the hosts that count as one with this one (ErrWatchShare).
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/language.h"
#include "base/ticks.h"
#include "store/share_status.h"

namespace errwatch {

// One member for each field; texts as found.
nlohmann::ordered_json ShareJson(const store::ShareStatus& share);

// What the operator should know: that nothing is shared, or by whom not. Empty where nothing is amiss.
std::vector<std::string> ShareWarnings(const store::ShareStatus& share, Tick now, Language language);

}  // namespace errwatch
