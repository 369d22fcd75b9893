// The id of a request in a line of an error log, by which the access log's line of the same request is found.
#pragma once

#include <string_view>

namespace errwatch::cli {

// In what stands in front of the message: "[R:AbC..]", "[id AbC..]", or the id alone, as an ErrorLogFormat
// writes %L or %{UNIQUE_ID}e. Empty = there is none.
std::string_view RequestIdIn(std::string_view prefix) noexcept;

}  // namespace errwatch::cli
