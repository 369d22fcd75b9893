#include "anomaly/request_model.h"

#include <algorithm>

namespace errwatch {

void RequestModel::Learn(std::span<const RequestPart> parts, uint64_t client) {
  for (const RequestPart& part : parts) {
    if (part.print == 0) continue;
    const std::span<uint64_t> places =
        std::span(places_).subspan(FirstPlace(part.print, kModelPlaces), kProbes);
    const auto own = std::ranges::find_if(places, [&](uint64_t word) { return IsOf(word, part.print); });
    if (own != places.end()) {
      *own = SeenAgain(*own, client);
      continue;
    }
    uint64_t& least = *std::ranges::min_element(places, IsWorthLess);
    const uint64_t entering = FirstSeen(part.print, client);
    if (!IsWorthLess(entering, least)) least = entering;
  }
}

void RequestModel::Count(std::span<const RequestPart> parts) {
  const KnownParts known = Known(parts);
  const RequestScore score = RequestScorer(counts_).Of(parts, known);
  CountRequest(parts, known, score.bits, counts_);
}

KnownParts RequestModel::Known(std::span<const RequestPart> parts) const noexcept {
  KnownParts known{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].print == 0) continue;
    const std::size_t first = FirstPlace(parts[i].print, kModelPlaces);
    for (std::size_t at = first; at < first + kProbes && known[i] == 0; ++at) {
      if (IsKnown(places_[at], parts[i].print)) known[i] = static_cast<uint32_t>(TimesSent(places_[at]));
    }
  }
  return known;
}

std::size_t RequestModel::known_parts() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(places_, [](uint64_t word) { return (word & kSeveralClients) != 0; }));
}

}  // namespace errwatch
