// JavaScript that stands in a value as it is: its tokens one after the other, with what stands around them.
#pragma once

#include <string_view>

#include "structure/finding.h"
#include "structure/step_budget.h"

namespace errwatch {

Finding ScanScript(std::string_view text, StepBudget& budget) noexcept;

// A method that calls what it is given: call, map, replace, ...
bool IsCallingMethod(std::string_view name) noexcept;

}  // namespace errwatch
