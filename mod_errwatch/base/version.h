// The version that pages, metrics and `errwatch --version` show.
#pragma once

#include <string_view>

namespace errwatch {

inline constexpr std::string_view kVersion = "0.1.0";
// The day of it, for the manual page, which is the same whenever it is built.
inline constexpr std::string_view kVersionDate = "2026-11-22";

}  // namespace errwatch
