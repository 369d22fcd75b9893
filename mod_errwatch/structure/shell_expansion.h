// What only a shell understands, wherever in a value it stands.
#pragma once

#include <string_view>

#include "structure/shell_word.h"
#include "structure/step_budget.h"

namespace errwatch {

enum class ShellExpansion : unsigned char {
  kNone,
  kOfScript,  // nothing but "${tag#v}", "${file%.tar}" of a script's own variables: as people write scripts
  kYes,
};

// $IFS, ${x:0:1}, $((7*7)), $'\x69d', /dev/tcp/, () { :;}
ShellExpansion FindShellExpansion(std::string_view text, StepBudget& budget) noexcept;
// c'a't, /???/c?t
bool HasHiddenCommand(std::string_view text, StepBudget& budget) noexcept;

// The path of a program or of a system's file that wildcards hide: /b?n/c[a]t, /e*c/passw*.
bool IsHiddenByWildcards(const ShellWord& word) noexcept;

}  // namespace errwatch
