// Reading a small text file whole: configuration files and lists.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace errwatch {

inline constexpr std::size_t kMaxTextFileBytes = 16U << 20;

// The error names the file and what the system says of it. Longer files are refused, not cut.
Result<std::string> ReadTextFile(const std::string& path, std::size_t max_bytes = kMaxTextFileBytes);

// The directory of a file: "conf/x.conf" -> "conf", "x.conf" -> "".
std::string_view DirectoryOf(std::string_view path);

// `path` itself when it is absolute or `base` is empty, else below `base`.
std::string BelowBase(std::string_view path, std::string_view base);

}  // namespace errwatch
