// Statements that stand behind a semicolon: how each begins.
#pragma once

#include <string_view>

#include "structure/sql_token.h"

namespace errwatch {

// Does a statement begin with the word `first`, and does what follows in `tokens` go with it? Prose begins
// with the same words: "; update your profile", "; drop off at noon".
bool BeginsSqlStatement(std::string_view first, SqlTokens tokens) noexcept;

}  // namespace errwatch
