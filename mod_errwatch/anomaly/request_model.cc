#include "anomaly/request_model.h"

#include <algorithm>

namespace errwatch {

void RequestModel::Learn(std::span<const RequestPart> parts, uint64_t client) {
  LearnIn(
      parts, client, kModelPlaces, [this](std::size_t at) { return places_[at]; },
      [this](std::size_t at, uint64_t, uint64_t after) { places_[at] = after; });
}

void RequestModel::Count(std::span<const RequestPart> parts) {
  const KnownParts known = Known(parts);
  const RequestScore score = RequestScorer(counts_).Of(parts, known);
  CountRequest(parts, known, score.bits, counts_);
}

KnownParts RequestModel::Known(std::span<const RequestPart> parts) const noexcept {
  return KnownIn(parts, kModelPlaces, [this](std::size_t at) { return places_[at]; });
}

std::size_t RequestModel::known_parts() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(places_, [](uint64_t word) { return (word & kSeveralClients) != 0; }));
}

}  // namespace errwatch
