#include "anomaly/request_score.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace errwatch::anomaly {
namespace {

constexpr float kMostNovelty = 7;
// A part that several clients of the site send is as everyday as that there.
constexpr float kOfKnown = 0.1F;

// The lowest bar above which lies at most one of a thousand.
float ThresholdOf(const LearntCounts& learnt) {
  const uint64_t all = std::accumulate(learnt.scores.begin(), learnt.scores.end(), uint64_t{0});
  uint64_t above = 0;
  std::size_t bar = kScoreBars;
  while (bar > 0 && above + learnt.scores[bar - 1] <= all / 1000) above += learnt.scores[--bar];
  return std::max(kLeastThreshold, static_cast<float>(bar) + 1);
}

// The most odd first.
void Insert(const RequestPart& part, float bits, RequestScore& score) {
  PartScore entering{&part, bits};
  for (PartScore& reason : score.reasons) {
    if (reason.part == nullptr || entering.bits > reason.bits) std::swap(reason, entering);
    if (entering.part == nullptr) return;
  }
}

}  // namespace

float NoveltyBits(const LearntCounts& learnt, PartKind kind) noexcept {
  const KindCount& count = learnt.kinds[static_cast<std::size_t>(kind)];
  // As if two more had been seen, one of them new: nothing is certain of little.
  const float share = (static_cast<float>(count.novel) + 1) / (static_cast<float>(count.seen) + 2);
  return std::clamp(-std::log2(share), 0.0F, kMostNovelty);
}

RequestScorer::RequestScorer(const LearntCounts& learnt) noexcept : threshold_(ThresholdOf(learnt)) {
  for (std::size_t i = 0; i < kPartKinds; ++i) novelty_[i] = NoveltyBits(learnt, static_cast<PartKind>(i));
}

RequestScore RequestScorer::Of(std::span<const RequestPart> parts, const KnownParts& known) const noexcept {
  RequestScore score;
  std::array<float, kPartKinds> of_kind{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const RequestPart& part = parts[i];
    const auto kind = static_cast<std::size_t>(part.kind);
    float bits = part.bits;
    if (known[i]) {
      bits *= kOfKnown;
    } else if (part.novel) {
      bits += novelty_[kind];
    }
    of_kind[kind] += bits;
    if (bits >= 1) Insert(part, bits, score);
  }
  for (std::size_t i = 0; i < kPartKinds; ++i)
    score.bits += std::min(of_kind[i], MostBits(static_cast<PartKind>(i)));
  score.bits = std::max(score.bits, 0.0F);
  return score;
}

}  // namespace errwatch::anomaly
