// What runs behind a separator by what stands around it, whatever the command's name is.
#pragma once

#include <cstddef>
#include <string_view>

#include "structure/shell_place.h"

namespace errwatch {

// In front stands one operand (127.0.0.1, x, "file.txt") or nothing, or a string was ended; and nothing parts
// the separator from what follows: nobody writes so.
bool IsGluedToOperand(const ShellPlace& place) noexcept;

// An address by numbers stands in front.
bool IsBehindHostNumber(const ShellPlace& place) noexcept;

// A quick look: nothing else runs by what stands around it.
bool MayRunByStructure(std::string_view text, std::size_t at) noexcept;

// At `at` is: any word with the path of a system's file behind it (`frob /etc/passwd`), the shell by its
// variable (`$0 -c`), a file that is read as commands (`. /tmp/x`), a file that is written (`>/tmp/x`, `echo
// x>x.php`), a function and its body (`f(){ id;}`). REQUIRES: IsGluedToOperand(place)
bool RunsByStructure(const ShellPlace& place, std::size_t at) noexcept;

// "then id;fi", "do id;done": the body of a condition or a loop, and the word that ends it close by.
bool RunsAsBody(std::string_view text, std::size_t at) noexcept;

// "--checkpoint-action=exec=id", "-oproxycommand=id": the value is an option by which a program starts
// another.
bool IsRunningOption(std::string_view text) noexcept;

}  // namespace errwatch
