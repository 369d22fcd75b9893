// Command lines of Windows in a value: cmd.exe, batch files, PowerShell and the programs that run others.
#pragma once

#include "structure/finding.h"
#include "structure/step_budget.h"
#include "structure/value.h"

namespace errwatch {

inline constexpr MarkSet kWindowsShellMarks = Marks("&|;`$<>^%(:/-\\ ");

Finding FindWindowsShell(const Value& value) noexcept;
Finding FindWindowsShell(const Value& value, StepBudget& budget) noexcept;
bool HasWindowsShell(const Value& value) noexcept;  // that runs

}  // namespace errwatch
