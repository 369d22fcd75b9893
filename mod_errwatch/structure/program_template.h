// Expressions of template engines and expression languages that reckon, call or reach for the engine itself.
//
// A name in braces is a placeholder; only what is evaluated to something else is an attempt: ${7*7},
// {{x.y()}}, %{#a=1}, {%print(1)%}, <%=7*7%>, #set($x=7*7), @(1+2), *{T(a.b)}.
#pragma once

#include <cstddef>
#include <string_view>

namespace errwatch {

bool HasTemplate(std::string_view text) noexcept;

// Bytes that it looks at, for tests: a bounded number of times the bytes of `text`.
std::size_t StepsOfTemplate(std::string_view text) noexcept;

}  // namespace errwatch
