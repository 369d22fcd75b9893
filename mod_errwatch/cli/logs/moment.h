// Moments as people write them on a command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"

namespace errwatch::cli {

// "2026-11-22", "2026-11-22 10:00:00" (local time), "2026-11-22T10:00:00Z" and what else a log may have,
// "now", "today", "yesterday", "36h" or "36h ago": Unix microseconds.
// Empty for an empty text. The error names `option`.
Result<std::optional<int64_t>> ParseMoment(const char* option, const std::string& text, int64_t now_unix_us);

}  // namespace errwatch::cli
