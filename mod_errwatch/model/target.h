// The fields of an entry that a pattern can be tried on: one list, sets of them, and their names.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace errwatch {

// clang-format off
#define ERRWATCH_TARGETS(X) \
  X(kMessage, "message")    \
  X(kUri, "uri")            \
  X(kArgs, "args")          \
  X(kMethod, "method")      \
  X(kAgent, "agent")        \
  X(kReferer, "referer")    \
  X(kHost, "host")          \
  X(kCookie, "cookie")      \
  X(kHeaders, "headers")    \
  X(kLocation, "location")  \
  X(kAuthorization, "authorization") \
  X(kBody, "body")
// clang-format on

enum class Target : uint8_t {
#define ERRWATCH_TARGET_ENUM(id, name) id,
  ERRWATCH_TARGETS(ERRWATCH_TARGET_ENUM)
#undef ERRWATCH_TARGET_ENUM
};
#define ERRWATCH_TARGET_ONE(id, name) +1
inline constexpr int kTargetCount = ERRWATCH_TARGETS(ERRWATCH_TARGET_ONE);
#undef ERRWATCH_TARGET_ONE

// A set of targets as bits.
using TargetSet = uint16_t;
constexpr TargetSet Bit(Target target) { return static_cast<TargetSet>(1U << static_cast<uint8_t>(target)); }
inline constexpr TargetSet kAllTargets = (1U << kTargetCount) - 1;
inline constexpr TargetSet kDefaultTargets = Bit(Target::kMessage) | Bit(Target::kUri) | Bit(Target::kArgs);

std::string_view TargetName(Target target);
std::optional<Target> ParseTarget(std::string_view name);

// "message,uri,...": all of them, as target= takes them.
#define ERRWATCH_TARGET_BEHIND_COMMA(id, name) "," name
inline constexpr std::string_view kTargetNames =
    std::string_view(ERRWATCH_TARGETS(ERRWATCH_TARGET_BEHIND_COMMA)).substr(1);
#undef ERRWATCH_TARGET_BEHIND_COMMA

}  // namespace errwatch
