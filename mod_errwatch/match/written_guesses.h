// What is tried by calls that stand in one text of a body, many of them perhaps: log-ins of GraphQL under
// other names, and calls of XML-RPC that it makes for one (system.multicall).
#pragma once

#include <string_view>

#include "model/guess.h"

namespace errwatch {

// `text`: a body's, as BodyText keeps it. `guess`: what its fields say; this adds to it, and its count says
// of how many calls that differ. A few looks at each byte.
void AddWrittenGuesses(std::string_view text, Guess& guess) noexcept;

}  // namespace errwatch
