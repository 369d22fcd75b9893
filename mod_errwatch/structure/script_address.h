// Addresses and styles that run a script. Text is in lower case.
#pragma once

#include <string_view>

namespace errwatch {

// `text` is the address of a script: "javascript:alert(1)", blanks in between or not; data: of a kind that
// runs. A word in front of a colon ("javascript: the good parts") is none, nor what pages link buttons to
// (javascript:void(0)).
bool IsScriptAddress(std::string_view text) noexcept;

// A style's value, wherever it is put: "x:expression(...)", "-moz-binding:url(...)", "url(javascript:...)".
bool HasRunningStyle(std::string_view text) noexcept;

}  // namespace errwatch
