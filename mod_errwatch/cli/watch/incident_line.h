// One incident on one line.
#pragma once

#include <string>

#include "pages/snapshot.h"

namespace errwatch::cli {

// "2026-11-22 10:00:00  192.0.2.7 blocked until ...: sql_injection 10/10, rule 2101 (...): GET /?id=..."
std::string IncidentText(const IncidentRow& row);

}  // namespace errwatch::cli
