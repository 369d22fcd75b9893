// PHP in a value: an opening tag, calls of functions that run code or read files, functions in variables and
// strings, stream wrappers.
#pragma once

#include <string_view>

namespace errwatch {

bool HasPhp(std::string_view text) noexcept;

}  // namespace errwatch
