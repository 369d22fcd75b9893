// A rule: which entries it looks at, the pattern that must match, and what a match means.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/category.h"
#include "core/level.h"
#include "core/log_id.h"
#include "core/pattern.h"

namespace errwatch {

// The fields of an entry that a pattern can be tried on.
#define ERRWATCH_TARGETS(X)                                                                            \
  X(kMessage, "message")                                                                               \
  X(kUri, "uri")                                                                                       \
  X(kArgs, "args")                                                                                     \
  X(kMethod, "method") X(kAgent, "agent") X(kReferer, "referer") X(kHost, "host") X(kCookie, "cookie") \
      X(kHeaders, "headers")

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

// A rule matches an entry when every selector that is set holds and the pattern, if there is one, matches one
// of the targets.
//   log_ids    the entry carries one of these AH numbers
//   modules    ... comes from one of these modules (an unknown module will do where the AH number matches)
//   level      ... is of this level or a more severe one. It is also the level at which httpd writes the
//   message, so
//              that LogLevel coverage can be told; see docs/rules.md
//   statuses   the response had one of these status codes
// Each pattern is tried on the field as it was sent and, where decoding changes it, on the decoded form
// (core/normalize.h).
struct Rule {
  uint32_t id = 0;
  Category category = Category::kBenign;
  uint16_t cost = 0;  // units; for a benign rule: the highest cost of another rule that this one outranks
  bool nocase = false;
  std::vector<LogId> log_ids;  // sorted
  std::vector<std::string> modules;
  std::optional<Level> level;
  std::vector<uint16_t> statuses;  // sorted
  TargetSet targets = kDefaultTargets;
  std::string name;          // one line for the operator; may be empty
  std::string pattern_text;  // as written; empty = no pattern
  std::shared_ptr<const Pattern> pattern;
  std::string origin;  // "file:line", for messages
};

inline constexpr uint32_t kMaxRuleId = 999'999'999;
inline constexpr uint16_t kMaxCost = 1000;

}  // namespace errwatch
