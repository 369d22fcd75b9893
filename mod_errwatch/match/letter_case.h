// Whether a PCRE2 pattern can be tried on lower-case text alone.
#pragma once

#include <string_view>

#include "match/pattern_tree.h"

namespace errwatch {

// True when every text that the pattern matches it also matches in ASCII lower case. Then trying the text as
// it was sent, beside its lower-case form, is wasted.
// Conservative: whatever is not understood makes it false.
bool MatchesLowerCaseToo(const PatternNode& pattern);
bool MatchesLowerCaseToo(std::string_view pattern, bool nocase);

}  // namespace errwatch
