// Severity of an error-log entry,
// numbered as httpd and syslog number it: 0 emerg ... 7 debug, 8-15 trace1-trace8.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace errwatch {

enum class Level : uint8_t {
  kEmerg,
  kAlert,
  kCrit,
  kError,
  kWarn,
  kNotice,
  kInfo,
  kDebug,
  kTrace1,
  kTrace2,
  kTrace3,
  kTrace4,
  kTrace5,
  kTrace6,
  kTrace7,
  kTrace8,
};

inline constexpr int kLevelCount = 16;

// For messages.
inline constexpr std::string_view kLevelNames =
    "emerg, alert, crit, error, warn, notice, info, debug, trace1 ... trace8";

// Name as LogLevel spells it ("warn", "trace1").
std::string_view LevelName(Level level);

// Case-insensitive; also accepts "warning" and "err". Empty when it is no level.
std::optional<Level> ParseLevel(std::string_view name);

}  // namespace errwatch
