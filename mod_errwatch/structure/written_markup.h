// Markup that is shown and not used: "<p>The &lt;script&gt; element</p>".
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace errwatch {

inline constexpr std::size_t kMostWritten = 8192;

// What was sent, in lower case and without percent signs, with blanks for all that stands between "&lt;" and
// "&gt;" and is no tag by itself. Empty where none is, or where no tag of the sender's own stands beside it:
// then the references are a disguise.
std::string_view WithoutWrittenMarkup(std::string_view sent, std::span<char> out) noexcept;

}  // namespace errwatch
