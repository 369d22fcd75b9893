// Command lines of Windows in a value: cmd.exe, batch files, PowerShell and the programs that run others.
#pragma once

#include "structure/value.h"

namespace errwatch {

inline constexpr MarkSet kWindowsShellMarks = Marks("&|;`$<>^%(:/-\\ ");

bool HasWindowsShell(const Value& value) noexcept;

}  // namespace errwatch
