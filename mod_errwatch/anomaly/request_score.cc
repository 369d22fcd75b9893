#include "anomaly/request_score.h"

#include <algorithm>
#include <cmath>

namespace errwatch {
namespace {

constexpr float kMostNovelty = 7;
// What is left of the oddness of a part that several clients of the site send. Of a value's signs more: they
// say less of the next value.
constexpr float kOfKnown = 0.1F;
constexpr float kOfKnownValue = 0.3F;

// A request may have many of these, and be of a new page for it: the oddest counts whole, the others little.
constexpr bool IsOfMany(PartKind kind) {
  return kind == PartKind::kParameter || kind == PartKind::kValueShape;
}
constexpr float kOfOthers = 0.25F;

// What adds less is no reason.
constexpr float kLeastReason = 1;

constexpr bool IsOfValue(PartKind kind) {
  return kind == PartKind::kValueShape || kind == PartKind::kValueSigns || kind == PartKind::kCookie;
}

// The lowest bar over which at most one of a thousand reaches, and one besides: of few requests the single
// oddest would decide, and that may be what the rules missed. Each client counts once, for he is told once,
// and is not to make the model blind by himself. Behind the last: there is none.
std::size_t ThresholdBar(const LearntCounts& learnt) {
  const uint64_t most = learnt.counted() / 1000 + 1;
  std::size_t bar = 0;
  while (bar < kHighBars && learnt.clients[bar] > most) ++bar;
  return bar;
}

// The most odd first.
void Insert(PartScore entering, RequestScore& score) {
  for (PartScore& reason : score.reasons) {
    if (reason.part == nullptr || entering.bits > reason.bits) std::swap(reason, entering);
    if (entering.part == nullptr) return;
  }
}

// The parts of one kind.
struct KindScore {
  float bits = 0;
  float most = 0;         // of one part
  bool has_most = false;  // the part that has it was given its share

  // What all of them add to the sum.
  float Sum(PartKind kind) const { return std::min(Weighed(kind), MostBits(kind)); }
  bool IsAtMost(PartKind kind) const { return Weighed(kind) > MostBits(kind); }
  // What one of them adds to it. Once for each, in any order.
  float ShareOf(PartKind kind, float of_part) {
    const bool is_first = !has_most && of_part == most;
    has_most = has_most || is_first;
    const float weighed = IsOfMany(kind) && !is_first ? kOfOthers * of_part : of_part;
    return IsAtMost(kind) ? weighed * MostBits(kind) / Weighed(kind) : weighed;
  }

 private:
  float Weighed(PartKind kind) const { return IsOfMany(kind) ? most + kOfOthers * (bits - most) : bits; }
};

}  // namespace

float NoveltyBits(const LearntCounts& learnt, PartKind kind) noexcept {
  const KindCount& count = learnt.kinds[static_cast<std::size_t>(kind)];
  // As if two more had been seen, one of them new: nothing is certain of little.
  const float share = (static_cast<float>(count.novel) + 1) / (static_cast<float>(count.seen) + 2);
  return std::clamp(-std::log2(share), 0.0F, kMostNovelty);
}

void CountParts(std::span<const RequestPart> parts, const KnownParts& known,
                std::array<KindCount, kPartKinds>& kinds) noexcept {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (!parts[i].novel) continue;
    KindCount& kind = kinds[static_cast<std::size_t>(parts[i].kind)];
    ++kind.seen;
    kind.novel += known[i] == 0;
  }
}

RequestScorer::RequestScorer(const LearntCounts& learnt) noexcept
    : requests_bits_(std::log2(static_cast<float>(learnt.requests) + 1)) {
  const std::size_t bar = ThresholdBar(learnt);
  if (bar < kHighBars) threshold_ = kLeastThreshold + static_cast<float>(bar);
  threshold_is_cut_ = bar == kHighBars;
  // Of a kind that it has never met it knows nothing: access logs have few headers, live requests all.
  for (std::size_t i = 0; i < kPartKinds; ++i)
    novelty_[i] = learnt.kinds[i].seen == 0 ? 0 : NoveltyBits(learnt, static_cast<PartKind>(i));
}

// Of a header that some requests have: by how few.
float RequestScorer::RareHeaderBits(uint32_t times) const noexcept {
  constexpr float kUsualBits = 3;
  constexpr float kWeight = 0.6F;
  return std::max(0.0F, kWeight * (requests_bits_ - std::log2(static_cast<float>(times)) - kUsualBits));
}

RequestScore RequestScorer::Of(std::span<const RequestPart> parts, const KnownParts& known) const noexcept {
  RequestScore score;
  std::array<KindScore, kPartKinds> kinds{};
  std::array<float, RequestParts::kMost> own;  // of each part by itself; no more is read than was set
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const RequestPart& part = parts[i];
    const auto kind = static_cast<std::size_t>(part.kind);
    float bits = part.bits;
    if (known[i] != 0) {
      bits *= IsOfValue(part.kind) ? kOfKnownValue : kOfKnown;
      if (part.kind == PartKind::kHeaderSet) bits = std::max(bits, RareHeaderBits(known[i]));
    } else if (part.novel) {
      bits += novelty_[kind];
    }
    own[i] = bits;
    kinds[kind].bits += bits;
    kinds[kind].most = std::max(kinds[kind].most, bits);
  }
  for (std::size_t i = 0; i < kPartKinds; ++i) score.bits += kinds[i].Sum(static_cast<PartKind>(i));
  score.bits = std::max(score.bits, 0.0F);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const PartKind kind = parts[i].kind;
    KindScore& of_kind = kinds[static_cast<std::size_t>(kind)];
    if (own[i] < kLeastReason) continue;
    const float share = of_kind.ShareOf(kind, own[i]);
    if (share >= kLeastReason) Insert({&parts[i], share, of_kind.IsAtMost(kind)}, score);
  }
  return score;
}

}  // namespace errwatch
