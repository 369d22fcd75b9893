// What is known of the other hosts that share one count with this one (share_status.h), as it lies in shared
// memory. Part of segment_layout.h's layout: change kLayoutVersion with anything here.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "store/segment_layout.h"
#include "store/shared_word.h"

namespace errwatch::store {

inline constexpr std::size_t kShareNameBytes = 64;
inline constexpr std::size_t kShareReasonBytes = 128;
inline constexpr uint32_t kSharePeers = 256;  // that are listed

using ShareNameWords = std::array<SharedWord, kShareNameBytes / sizeof(SharedWord)>;
using ShareReasonWords = std::array<SharedWord, kShareReasonBytes / sizeof(SharedWord)>;

// What was given and taken in: one list; counters of the memory, members of JSON and rows of pages come from
// it.
// identifier, name, what it counts.
// clang-format off
#define ERRWATCH_SHARE_COUNTS(X)                                                                      \
  X(kGiven, "given", "changes given to other hosts")                                                  \
  X(kHeld, "held", "clients of whom too little is known here to tell others")                         \
  X(kLost, "lost", "changes that were overwritten before they were given, or of when a server crashed")  \
  X(kMessages, "messages", "messages of other hosts taken in")                                        \
  X(kPoured, "poured", "changes poured into buckets here, or taken out of them")                      \
  X(kBlocked, "blocked", "clients blocked for what they did on other hosts, or because those did so") \
  X(kLetIn, "let_in", "clients let in because another host did so")                                   \
  X(kKnown, "known", "changes that had come before")                                                  \
  X(kRefused, "refused", "changes refused: of who is never denied here, or overruled")                \
  X(kUnusable, "unusable", "changes that are none, or of a scope that this host has not")             \
  X(kBacklog, "backlog", "changes that wait to be sent")                                              \
  X(kDropped, "dropped", "changes that found no room while they waited")                              \
  X(kUnsigned, "unsigned", "messages passed over: not signed with this group's key")
// clang-format on

enum class ShareCount : uint8_t {
#define ERRWATCH_SHARE_COUNT_ENUM(id, ...) id,
  ERRWATCH_SHARE_COUNTS(ERRWATCH_SHARE_COUNT_ENUM)
#undef ERRWATCH_SHARE_COUNT_ENUM
};
inline constexpr std::size_t kShareCounts = 0
#define ERRWATCH_SHARE_COUNT_ONE(...) +1
    ERRWATCH_SHARE_COUNTS(ERRWATCH_SHARE_COUNT_ONE);
#undef ERRWATCH_SHARE_COUNT_ONE

using ShareCountWords = std::array<SharedWord, kShareCounts>;

struct alignas(64) SharePeerWords {
  ShareNameWords name;  // filled up with NUL; empty: nobody from here on
  SharedWord state;     // tick at which it was last heard (37) | state (8)
  ShareReasonWords reason;
  ShareCountWords counts;  // of what came from it
};

struct alignas(64) ShareWords {
  ShareNameWords group;      // as ErrWatchShare says; empty: nothing is shared
  ShareNameWords host;       // what this one is called
  SharedWord told;           // tick at which `errwatch exchange` was last heard; 0 = never
  SharedWord since;          // ... from which on it counts
  SharedWord unsigned_last;  // ... at which the last message that is not signed was sent; 0 = there was none
  SharedWord link;           // of what carries its lines
  ShareReasonWords link_reason;
  ShareCountWords counts;
  SharedWord unlisted;  // hosts beyond those that follow
  std::array<SharePeerWords, kSharePeers> peers;
};
static_assert(kIsPlain<ShareWords>);

}  // namespace errwatch::store
