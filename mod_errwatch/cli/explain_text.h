// How an explanation is shown.
#pragma once

#include "cli/explain.h"

namespace errwatch::cli {

// On standard output, as text or as one JSON document. `all`: every rule, not only those that the entry's
// selectors led to.
void PrintExplanation(const Explanation& explanation, bool json, bool all);

}  // namespace errwatch::cli
