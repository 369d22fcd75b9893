// Of the hosts that share one count: which there are, how they are, what came from each. `errwatch exchange`
// tells it once a second; the status page and the command line show it. For display: nothing is decided by it
// but whether anything is shared at all, and in which group.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/ticks.h"
#include "store/share_layout.h"

namespace errwatch::store {

// kUnknown: nobody has told of late (ShareReader::AsOf); it is never told itself.
enum class PeerState : uint8_t { kLive, kGone, kCutOff, kUnknown };
inline constexpr std::array<const char*, 4> kPeerStateNames = {"live", "gone", "cut_off", "unknown"};

// Of what carries the lines: nobody has said anything of it yet; it reaches the others; it does not.
enum class ShareLink : uint8_t { kUnknown, kConnected, kTroubled };
inline constexpr std::array<const char*, 3> kShareLinkNames = {"unknown", "connected", "troubled"};

// Of the counts of share_layout.h those that grow and fall.
constexpr bool IsGauge(ShareCount count) {
  return count == ShareCount::kHeld || count == ShareCount::kBacklog;
}

using ShareCounters = std::array<uint64_t, kShareCounts>;
inline constexpr std::array<const char*, kShareCounts> kShareCountNames = {
#define ERRWATCH_SHARE_COUNT_NAME(id, name, ...) name,
    ERRWATCH_SHARE_COUNTS(ERRWATCH_SHARE_COUNT_NAME)
#undef ERRWATCH_SHARE_COUNT_NAME
};
inline constexpr std::array<const char*, kShareCounts> kShareCountTexts = {
#define ERRWATCH_SHARE_COUNT_TEXT(id, name, text) text,
    ERRWATCH_SHARE_COUNTS(ERRWATCH_SHARE_COUNT_TEXT)
#undef ERRWATCH_SHARE_COUNT_TEXT
};
constexpr uint64_t& At(ShareCounters& counts, ShareCount count) {
  return counts[static_cast<std::size_t>(count)];
}
constexpr uint64_t At(const ShareCounters& counts, ShareCount count) {
  return counts[static_cast<std::size_t>(count)];
}

constexpr void AddTo(ShareCounters& counts, const ShareCounters& more) {
  for (std::size_t i = 0; i < kShareCounts; ++i) counts[i] += more[i];
}

// Texts are as found: escape them.
struct SharePeer {
  std::string name;
  PeerState state = PeerState::kGone;
  Tick seen;
  std::string reason;  // why it is cut off, or what else is wrong with it
  ShareCounters counts{};
};

struct ShareStatus {
  std::string group;  // empty: nothing is shared
  std::string host;
  Tick told;           // 0 = `errwatch exchange` has never run
  Tick since;          // from when on it counts
  Tick unsigned_last;  // when the last message that is not signed with the group's key was sent; 0 = never
  ShareLink link = ShareLink::kUnknown;
  std::string link_reason;  // ... or, while it is connected, what is wrong with this host's name or memory
  ShareCounters counts{};
  std::vector<SharePeer> peers;
  uint64_t unlisted = 0;
};

// Nobody has told of late, who tells once a second: what was told last need not be so any more.
bool IsSilent(const ShareStatus& status, Tick now);

class ShareReader {
 public:
  explicit ShareReader(const ShareWords* words) : words_(words) {}
  std::string group() const;
  ShareStatus All() const;           // as it was told last
  ShareStatus AsOf(Tick now) const;  // ... but how the others are is not known once nobody tells any more

 private:
  const ShareWords* words_;
};

class Share : public ShareReader {
 public:
  explicit Share(ShareWords* words) : ShareReader(words), words_(words) {}
  // At every start (parent process only).
  void SetGroup(std::string_view group) noexcept;
  // All but the group: by `errwatch exchange`, one at a time.
  void Tell(const ShareStatus& status) noexcept;

 private:
  ShareWords* words_;
};

}  // namespace errwatch::store
