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

}  // namespace errwatch
