// Reading a small text file whole: configuration files and lists.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "base/result.h"

namespace errwatch {

inline constexpr std::size_t kMaxTextFileBytes = 16U << 20;

// The error names the file and what the system says of it. Longer files are refused, not cut.
Result<std::string> ReadTextFile(const std::string& path, std::size_t max_bytes = kMaxTextFileBytes);

// The same of a list, without a byte order mark in front of it. What is no UTF-8 is refused.
Result<std::string> ReadListFile(const std::string& path, std::size_t max_bytes = kMaxTextFileBytes);

// Calls `read(line, number)` for each line that holds anything, without the blanks at its ends; the first is
// 1. Stops at an error, which is then said of "origin:number: ".
template <typename F>
Status ForEachTextLine(std::string_view text, const std::string& origin, F read) {
  for (int number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = Trim(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty()) continue;
    if (const Status status = read(line, number); !status)
      return Error{origin + ":" + std::to_string(number) + ": " + status.error()};
  }
  return Ok{};
}

// The directory of a file: "conf/x.conf" -> "conf", "x.conf" -> "".
std::string_view DirectoryOf(std::string_view path);

// `path` itself when it is absolute or `base` is empty, else below `base`.
std::string BelowBase(std::string_view path, std::string_view base);

}  // namespace errwatch
