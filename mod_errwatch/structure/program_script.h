// Code of Java, JavaScript on a server, Python, Ruby and Perl that reaches for the system, and the polluted
// prototypes of JavaScript.
#pragma once

#include <string_view>

namespace errwatch {

bool HasServerScript(std::string_view text) noexcept;

}  // namespace errwatch
