// What a client's story is made of: one list; the enum, the names and the texts come from it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "model/incident_kind.h"

namespace errwatch {

// What it tells of a block.
enum class StoryOfBlock : uint8_t { kNothing, kBegin, kEnd };

// identifier, name, of a block, text.
//
// The first are kept in shared memory (store/client_story.h), by their numbers, of which there are sixteen:
// add at the end of them, with a new layout version. The others are incidents of the event log, and denials
// put together by who reads.
//   kEntry       an entry or response that counted
//   kForgiven    a log-in that succeeded: failed ones are taken back
//   kUnusual     a request unlike those of its site (ErrWatchModel), which counts nothing
// clang-format off
#define ERRWATCH_STORY_KINDS(X)                                              \
  X(kEntry, "entry", kNothing, "counted")                                    \
  X(kBlock, "block", kBegin, "blocked")                                      \
  X(kDetection, "detection", kBegin, "over the limit, not denied")           \
  X(kBlockedByHand, "blocked_by_hand", kBegin, "blocked by an administrator") \
  X(kExpired, "expired", kEnd, "no longer blocked: the block ran out")       \
  X(kUnblocked, "unblocked", kEnd, "let back in")                            \
  X(kForgiven, "forgiven", kNothing, "logged in: failed attempts forgiven")  \
  X(kUnusual, "unusual", kNothing, "a request unlike those of this site: not counted") \
  X(kDenied, "denied", kNothing, "denied")                                   \
  X(kTakeover, "takeover", kNothing, "logged in where many attempts had failed") \
  X(kFalseCrawler, "false_crawler", kNothing, "not the crawler that it says") \
  X(kRangeBlock, "range_block", kBegin, "range blocked as a whole")          \
  X(kWidespread, "widespread", kNothing, "caused by many clients at once")   \
  X(kProxy, "proxy", kNothing, "taken for a proxy")                          \
  X(kServer, "server", kNothing, "trouble of the server")                    \
  X(kAllowed, "allowed", kNothing, "allowed by an administrator")            \
  X(kDisallowed, "disallowed", kNothing, "no longer allowed")                \
  X(kImported, "imported", kNothing, "blocked from a list")                       \
  X(kAnomaly, "anomaly", kNothing, "unlike what is usual here")
// clang-format on

enum class StoryKind : uint8_t {
#define ERRWATCH_STORY_ENUM(id, ...) id,
  ERRWATCH_STORY_KINDS(ERRWATCH_STORY_ENUM)
#undef ERRWATCH_STORY_ENUM
};
inline constexpr StoryKind kLastStoredKind = StoryKind::kUnusual;

struct StoryKindInfo {
  std::string_view name;  // "blocked_by_hand"
  StoryOfBlock block;
  std::string_view text;  // "blocked by an administrator"
};

inline constexpr std::array kStoryKindTable = {
#define ERRWATCH_STORY_ROW(id, name, block, text) StoryKindInfo{name, StoryOfBlock::block, text},
    ERRWATCH_STORY_KINDS(ERRWATCH_STORY_ROW)
#undef ERRWATCH_STORY_ROW
};

// REQUIRES: one of the list.
constexpr const StoryKindInfo& Info(StoryKind kind) {
  return kStoryKindTable[static_cast<std::size_t>(kind)];
}

// What an incident is in the story of its client: the kind of the same name.
constexpr StoryKind StoryKindOf(IncidentKind kind) {
  switch (kind) {
    case IncidentKind::kBlock:
      return StoryKind::kBlock;
    case IncidentKind::kDetection:
      return StoryKind::kDetection;
    case IncidentKind::kServer:
      return StoryKind::kServer;
    case IncidentKind::kWidespread:
      return StoryKind::kWidespread;
    case IncidentKind::kExpired:
      return StoryKind::kExpired;
    case IncidentKind::kBlockedByHand:
      return StoryKind::kBlockedByHand;
    case IncidentKind::kUnblocked:
      return StoryKind::kUnblocked;
    case IncidentKind::kTakeover:
      return StoryKind::kTakeover;
    case IncidentKind::kFalseCrawler:
      return StoryKind::kFalseCrawler;
    case IncidentKind::kRangeBlock:
      return StoryKind::kRangeBlock;
    case IncidentKind::kProxy:
      return StoryKind::kProxy;
    case IncidentKind::kAllowed:
      return StoryKind::kAllowed;
    case IncidentKind::kDisallowed:
      return StoryKind::kDisallowed;
    case IncidentKind::kImported:
      return StoryKind::kImported;
    case IncidentKind::kAnomaly:
      return StoryKind::kAnomaly;
    case IncidentKind::kEntry:
      break;
  }
  return StoryKind::kEntry;
}

}  // namespace errwatch
