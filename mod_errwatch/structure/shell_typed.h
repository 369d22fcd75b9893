// Command lines that a person typed or pasted: they stand there as text and break out of nothing. "ls -la |
// sort", "npm ci && npm test", a table of commands in Markdown, a workflow, a Dockerfile.
#pragma once

#include <string_view>

#include "structure/shell_place.h"

namespace errwatch {

// The value begins as a command line, a script or a schedule does.
bool IsTypedCommandLine(std::string_view text) noexcept;

// Something in it is what only an intruder asks for: a program from a host by its number, /dev/tcp/, secrets
// of the system, what a decoder gives to a shell.
bool IsOfIntruder(std::string_view text) noexcept;

// In front of the place stands a command or a text of several words, and a blank parts it from what follows;
// or it is a cell of a table.
bool IsTypedPlace(const ShellPlace& place) noexcept;

// "/etc/shadow", "/proc/self/environ" somewhere in a text.
bool NamesSecretPath(std::string_view text) noexcept;

}  // namespace errwatch
