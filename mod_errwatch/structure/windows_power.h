// PowerShell: how its commands are named, dressed and called.
#pragma once

#include <cstddef>
#include <string_view>

#include "structure/shell_place.h"

namespace errwatch {

// "get-childitem", "add-mppreference": a verb of PowerShell and the name of a thing that it knows.
bool IsCmdlet(std::string_view name) noexcept;

// At `at`, behind a separator: `&('who'+'ami')`, `.{whoami}`, `%{whoami}`, `$env:path`, `$executioncontext.`.
bool StartsPowerShell(const ShellPlace& place, std::size_t at) noexcept;

// "i`ex", "i`e`x": back-ticks inside a word that is a command without them. `tick` is the first.
bool IsCommandWithTicks(std::string_view text, std::size_t tick) noexcept;

}  // namespace errwatch
