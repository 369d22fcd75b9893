// How unlike what a site knows a request is.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
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

struct LearntCounts {
  uint64_t requests = 0;
  std::array<KindCount, kPartKinds> kinds{};
  std::array<uint64_t, kScoreBars> scores{};  // of learnt requests, while they were new
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
    } else if (const uint64_t entering = FirstSeen(part.print, client); !IsWorthLess(entering, word)) {
      replace(chosen, word, entering);
    }
  }
}

struct PartScore {
  const RequestPart* part = nullptr;
  float bits = 0;
};

struct RequestScore {
  float bits = 0;
  // What makes most of it, most first; those without a part are none.
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
  // From here on a request is told: at most one of a thousand that were learnt, and one besides, scored as
  // much, and it is odd by any measure.
  float threshold() const { return threshold_; }

 private:
  float RareHeaderBits(uint32_t times) const noexcept;

  std::array<float, kPartKinds> novelty_;
  float requests_bits_;
  float threshold_;
};

// Of one more request that is learnt from.
void CountRequest(std::span<const RequestPart> parts, const KnownParts& known, float bits,
                  LearntCounts& counts) noexcept;
constexpr std::size_t ScoreBar(float bits) {
  return bits >= static_cast<float>(kScoreBars - 1) ? kScoreBars - 1 : static_cast<std::size_t>(bits);
}

// Whether a model knows enough to judge by.
inline constexpr uint64_t kLeastRequests = 100;
// No request is told below this.
inline constexpr float kLeastThreshold = 26;

}  // namespace errwatch
