// How an explanation is shown.
#pragma once

#include "cli/scan/explanation.h"

namespace errwatch::cli {

// On standard output, as text or as one JSON document.
// `all`: every rule, not only those that the entry's selectors led to.
void PrintExplanation(const Explanation& explanation, bool json, bool all);

// What `verdict` says of a rule in JSON: "other_ah".
std::string_view RuleVerdictName(RuleVerdict verdict);

// Why a rule won is said by Classify's order; this is its text.
std::string VerdictText(const RuleTrial& trial, const Entry& entry);

}  // namespace errwatch::cli
