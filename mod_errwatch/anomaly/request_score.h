// How unlike what a site knows a request is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <span>
#include <string_view>

#include "anomaly/known_part.h"
#include "anomaly/request_part.h"

namespace errwatch {

// What a model counted while it learnt, of each kind of part.
struct KindCount {
  uint64_t seen = 0;
  uint64_t novel = 0;  // of those, that no several clients had sent before
};

inline constexpr std::size_t kScoreBars = 64;  // of one bit each; the last holds all above

// No request is told below this, whatever the site's are like; and each is from there on, however many of
// what was learnt from are as odd: attacks, or a site that a model does not suit.
inline constexpr float kLeastThreshold = 26;
inline constexpr float kMostThreshold = 40;
// Each threshold that there may be has a bar, one bit below it.
inline constexpr auto kHighBars = static_cast<std::size_t>(kMostThreshold - kLeastThreshold) + 1;
// Over how many of them a score reaches: over the lowest.
constexpr std::size_t HighBarsBelow(float bits) {
  const float above = bits - kLeastThreshold + 2;
  return above < 1 ? 0 : above >= kHighBars ? kHighBars : static_cast<std::size_t>(above);
}

// What is learnt of how odd requests are shall not be what one client sends: of each class of clients so many
// requests count with their parts, and one in so many of all.
inline constexpr std::size_t kClientClasses = 256;
inline constexpr uint64_t kCountedAlways = 32, kCountedShare = 64;
constexpr std::size_t ClientClass(uint64_t client_hash) {
  return static_cast<std::size_t>(client_hash >> 56U) % kClientClasses;
}
constexpr bool IsCountedWithParts(uint64_t of_class, uint64_t of_all) {
  return of_class < kCountedAlways + of_all / kCountedShare;
}

struct LearntCounts {
  uint64_t requests = 0;
  std::array<KindCount, kPartKinds> kinds{};
  std::array<uint64_t, kScoreBars> scores{};  // of learnt requests, while they were new
  // How many clients, about, sent a request that reached over the bar.
  std::array<uint64_t, kHighBars> clients{};

  uint64_t counted() const noexcept { return std::accumulate(scores.begin(), scores.end(), uint64_t{0}); }
};

// How often each part of a request was sent by several clients, in the order of the parts; 0 = not known.
using KnownParts = std::array<uint32_t, RequestParts::kMost>;

// ... as a table of known_part.h has them. `word_at`: the word of a place.
template <typename WordAt>
KnownParts KnownIn(std::span<const RequestPart> parts, std::size_t places, WordAt word_at) noexcept {
  KnownParts known{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].print == 0) continue;
    const std::size_t first = FirstPlace(parts[i].print, places);
    for (std::size_t at = first; at < first + kProbes && known[i] == 0; ++at) {
      const uint64_t word = word_at(at);
      if (IsKnown(word, parts[i].print)) known[i] = static_cast<uint32_t>(TimesSent(word));
    }
  }
  return known;
}

// One more request of a client, in such a table. `replace(place, before, after)` changes a word.
template <typename WordAt, typename Replace>
void LearnIn(std::span<const RequestPart> parts, uint64_t client, std::size_t places, WordAt word_at,
             Replace replace) noexcept {
  for (const RequestPart& part : parts) {
    if (part.print == 0) continue;
    const std::size_t first = FirstPlace(part.print, places);
    std::size_t chosen = first;
    uint64_t word = word_at(first);
    for (std::size_t at = first + 1; at < first + kProbes && !IsOf(word, part.print); ++at) {
      const uint64_t other = word_at(at);
      if (!IsOf(other, part.print) && !IsWorthLess(other, word)) continue;
      chosen = at;
      word = other;
    }
    if (IsOf(word, part.print)) {
      replace(chosen, word, SeenAgain(word, client));
    } else {
      replace(chosen, word, MakingWay(word, FirstSeen(part.print, client)));
    }
  }
}

struct PartScore {
  const RequestPart* part = nullptr;
  float bits = 0;        // what it adds to the sum
  bool at_most = false;  // parts of its kind would be odder by themselves, and add no more together
};

struct RequestScore {
  float bits = 0;
  // What adds most to it, most first; those without a part are none. All parts add up to `bits`.
  static constexpr std::size_t kReasons = 6;
  std::array<PartScore, kReasons> reasons{};
};

// How odd it is that a part of this kind is new to the site.
float NoveltyBits(const LearntCounts& learnt, PartKind kind) noexcept;

class RequestScorer {
 public:
  // Of a model that does not change while this is used.
  explicit RequestScorer(const LearntCounts& learnt) noexcept;

  RequestScore Of(std::span<const RequestPart> parts, const KnownParts& known) const noexcept;
  // From here on a request is told: of so many clients at most as are one in a thousand of the learnt
  // requests, and one besides, a request scored as much, and it is odd by any measure.
  float threshold() const { return threshold_; }
  // More had, even of the most bits.
  bool threshold_is_cut() const { return threshold_is_cut_; }

 private:
  float RareHeaderBits(uint32_t times) const noexcept;

  std::array<float, kPartKinds> novelty_;
  float requests_bits_;
  float threshold_ = kMostThreshold;
  bool threshold_is_cut_ = false;
};

// The parts of one more request that is learnt from.
void CountParts(std::span<const RequestPart> parts, const KnownParts& known,
                std::array<KindCount, kPartKinds>& kinds) noexcept;
constexpr std::size_t ScoreBar(float bits) {
  return bits >= static_cast<float>(kScoreBars - 1) ? kScoreBars - 1 : static_cast<std::size_t>(bits);
}

// Whether a model knows enough to judge by.
inline constexpr uint64_t kLeastRequests = 100;

}  // namespace errwatch
