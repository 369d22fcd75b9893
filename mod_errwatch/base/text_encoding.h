// What the first bytes of a file say of how its text is written. httpd and its logs are bytes, near enough to
// UTF-8; editors of other systems write marks in front of it, or another encoding.
#pragma once

#include <string_view>

namespace errwatch {

// A byte order mark in UTF-8: says nothing, and belongs to no line.
inline constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

// By its mark, or by characters of ASCII with a NUL beside each.
bool IsUtf16(std::string_view beginning) noexcept;

}  // namespace errwatch
