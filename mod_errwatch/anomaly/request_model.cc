#include "anomaly/request_model.h"

#include <algorithm>

namespace errwatch {

void RequestModel::Learn(std::span<const RequestPart> parts, uint64_t client) {
  LearnIn(
      parts, client, kModelPlaces, [this](std::size_t at) { return places_[at]; },
      [this](std::size_t at, uint64_t, uint64_t after) { places_[at] = after; });
}

float RequestModel::Count(std::span<const RequestPart> parts, uint64_t client) {
  const KnownParts known = Known(parts);
  const float bits = RequestScorer(counts_).Of(parts, known).bits;
  const uint64_t hash = SpreadFingerprint(client);
  if (IsCountedWithParts(of_class_[ClientClass(hash)]++, counts_.requests))
    CountParts(parts, known, counts_.kinds);
  ++counts_.requests;
  ++counts_.scores[ScoreBar(bits)];
  const SketchPlace place = PlaceInSketch(hash);
  for (std::size_t bar = 0; bar < HighBarsBelow(bits); ++bar) {
    uint64_t& word = clients_[bar][place.word];
    word = Noted(word, 0, place);
    counts_.clients[bar] = std::min<uint64_t>(CountOf(clients_[bar], 0), counts_.requests);
  }
  return bits;
}

KnownParts RequestModel::Known(std::span<const RequestPart> parts) const noexcept {
  return KnownIn(parts, kModelPlaces, [this](std::size_t at) { return places_[at]; });
}

std::size_t RequestModel::known_parts() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(places_, [](uint64_t word) { return (word & kSeveralClients) != 0; }));
}

}  // namespace errwatch
