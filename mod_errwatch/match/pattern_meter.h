// Where a pattern is counted while it matches (match/work.h): PCRE2's own match limit counts anew at each
// place where a match may begin, so it bounds nothing.
#pragma once

#include <string>
#include <string_view>

#include "match/pattern_tree.h"

namespace errwatch {

// The same pattern with callouts (?C1) to (?C255), whose number is what it costs to pass one: behind each
// repetition that may end at many places, where going back begins. What is left out repeats nothing, so it
// costs a few steps a byte. Conservative: where it stands may be wrong for
// what is no pattern of PCRE2's, or has comments; then it does not compile.
std::string WithMeters(std::string_view pattern);
// ... which was read before.
std::string WithMeters(std::string_view pattern, const PatternNode& read);

}  // namespace errwatch
