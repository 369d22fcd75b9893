// Code that a person typed or pasted: it breaks out of nothing, and says what it is. Rules name it at a low
// cost.
#pragma once

#include "structure/value.h"

namespace errwatch {

// "npm ci && npm test", "| ls -la | lists |": command lines of Unix and Windows.
bool HasTypedShell(const Value& value) noexcept;
// alert("hello"), eval(x), document.cookie
bool HasTypedScript(const Value& value) noexcept;
// <script>, the frame of a film, a style sheet
bool HasTypedMarkup(const Value& value) noexcept;

}  // namespace errwatch
