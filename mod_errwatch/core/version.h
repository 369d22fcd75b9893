// The version that pages, metrics and `errwatch --version` show.
#pragma once

#include <string_view>

namespace errwatch {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace errwatch
