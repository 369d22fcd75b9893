// Command lines of Unix shells in a value: text that would be handed to a shell and end what stood before it.
//
// A separator or a substitution (; | & && || newline `..` $(..) <(..)), then the name of a command, however
// it is dressed, then what only a command has behind it. Also what no text has: $IFS, words with empty
// quotes inside that are commands, expansions, /dev/tcp/, functions in variables (Shellshock), paths with
// wildcards.
#pragma once

#include "structure/finding.h"
#include "structure/step_budget.h"
#include "structure/value.h"

namespace errwatch {

// Line breaks are seen in the text as it was sent only; decoded they are blanks.
inline constexpr MarkSet kShellMarks = Marks(";|&`$(/'\"\\{<= ");
// Of command lines that were typed (typed.h), those of Windows among them.
inline constexpr MarkSet kTypedShellMarks = Marks(";|&`$(/'\"\\{<>^%:-");

Finding FindShell(const Value& value) noexcept;
Finding FindShell(const Value& value, StepBudget& budget) noexcept;
bool HasShell(const Value& value) noexcept;  // that runs

}  // namespace errwatch
