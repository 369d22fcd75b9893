#include "model/level.h"

#include <array>

#include "base/ascii.h"

namespace errwatch {
namespace {
constexpr std::array<std::string_view, kLevelCount> kLevels = {
    "emerg",  "alert",  "crit",   "error",  "warn",   "notice", "info",   "debug",
    "trace1", "trace2", "trace3", "trace4", "trace5", "trace6", "trace7", "trace8"};
}  // namespace

std::string_view LevelName(Level level) { return kLevels[static_cast<uint8_t>(level) & (kLevelCount - 1)]; }

std::optional<Level> ParseLevel(std::string_view name) {
  for (int i = 0; i < kLevelCount; ++i) {
    if (EqualsIgnoreCase(name, kLevels[static_cast<size_t>(i)])) return static_cast<Level>(i);
  }
  if (EqualsIgnoreCase(name, "warning")) return Level::kWarn;
  if (EqualsIgnoreCase(name, "err")) return Level::kError;
  return std::nullopt;
}

}  // namespace errwatch
