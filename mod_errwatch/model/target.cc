#include "model/target.h"

#include <array>

namespace errwatch {
namespace {

constexpr std::array<std::string_view, kTargetCount> kNames = {
#define ERRWATCH_TARGET_NAME(id, name) name,
    ERRWATCH_TARGETS(ERRWATCH_TARGET_NAME)
#undef ERRWATCH_TARGET_NAME
};

}  // namespace

std::string_view TargetName(Target target) {
  const auto index = static_cast<uint8_t>(target);
  return index < kNames.size() ? kNames[index] : std::string_view("unknown");
}

std::optional<Target> ParseTarget(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<Target>(i);
  }
  return std::nullopt;
}

}  // namespace errwatch
