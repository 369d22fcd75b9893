// The fields of an entry that a pattern can be tried on: one list, sets of them, and their names.
#pragma once

#include <cstdint>
#include <string_view>

namespace errwatch {

// The fields of an entry that a pattern can be tried on.
#define ERRWATCH_TARGETS(X) \
  X(kMessage, "message")    \
  X(kUri, "uri")            \
  X(kArgs, "args")          \
  X(kMethod, "method")      \
  X(kAgent, "agent") X(kReferer, "referer") X(kHost, "host") X(kCookie, "cookie") X(kHeaders, "headers")

enum class Target : uint8_t {
#define ERRWATCH_TARGET_ENUM(id, name) id,
  ERRWATCH_TARGETS(ERRWATCH_TARGET_ENUM)
#undef ERRWATCH_TARGET_ENUM
};
inline constexpr int kTargetCount = 9;

// A set of targets as bits.
using TargetSet = uint16_t;
constexpr TargetSet Bit(Target target) { return static_cast<TargetSet>(1U << static_cast<uint8_t>(target)); }
inline constexpr TargetSet kDefaultTargets = Bit(Target::kMessage) | Bit(Target::kUri) | Bit(Target::kArgs);

std::string_view TargetName(Target target);

}  // namespace errwatch
