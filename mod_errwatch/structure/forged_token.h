// Tokens (JWT) whose first part says how the server is to check them, and says what no issuer does.
#pragma once

#include "structure/value.h"

namespace errwatch {

inline constexpr std::string_view kTokenMarks = ".";

// True where a token stands at the value's beginning, or behind a word and a blank ("Bearer ..."), and
//   its key is a path of the system, a step out of a directory, or text that breaks out of a query ("kid"),
//   or where its keys lie (jku, x5u) is a file, a user's name in front of a host, or a service of metadata.
bool HasForgedToken(const Value& value) noexcept;

// True where such a token needs no signature ("alg":"none"). Some applications give these out themselves.
bool HasUnsignedToken(const Value& value) noexcept;

}  // namespace errwatch
