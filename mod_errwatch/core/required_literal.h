// Which literals a PCRE2 pattern cannot match without.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace errwatch {

// Alternatives, lower case, each at least kMinLiteralBytes long (or of two bytes, one of them rare), such
// that every match of the pattern contains at least one of them (compared without regard to case). Empty when
// no such set is known: the pattern must then be tried everywhere. Conservative: whatever is not understood
// (lookaround, back references, conditionals, (?x)) contributes nothing.
std::vector<std::string> RequiredLiterals(std::string_view pattern);

}  // namespace errwatch
