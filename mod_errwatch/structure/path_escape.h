// Paths that leave the directory which they are put into.
#pragma once

#include <string_view>

#include "structure/value.h"

namespace errwatch {

// Of these characters each text that HasPathEscape finds has one.
inline constexpr std::string_view kPathEscapeMarks = ".\\/:~";

// True for: two and more steps out of a directory (`../../x`), one above an absolute path's root, one to a
// hidden file or a directory of the system; one in a dress that only a filter needs (`..;/`, `....//`,
// `%2e%2e/`, overlong UTF-8, encoded twice); a NUL at the end of a file's name; names of streams and short
// names of Windows. A page's own link to its neighbour (`../list`) is none.
bool HasPathEscape(const Value& value) noexcept;

}  // namespace errwatch
