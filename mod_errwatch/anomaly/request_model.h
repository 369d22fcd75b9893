// What requests of a site look like: the parts that several of its clients send, and how often anything new
// comes. Memory is fixed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "anomaly/hyperloglog.h"
#include "anomaly/known_part.h"
#include "anomaly/request_score.h"

namespace errwatch {

inline constexpr std::size_t kModelPlaces = 32768;  // of known parts, 8 bytes each

class RequestModel {
 public:
  RequestModel() : places_(kModelPlaces) {}

  // First every request of what is learnt from, then each of them again: how new are requests of this site,
  // once the others are known? `client`: a hash of who sent it.
  void Learn(std::span<const RequestPart> parts, uint64_t client);
  // How new it is; its points.
  float Count(std::span<const RequestPart> parts, uint64_t client);

  KnownParts Known(std::span<const RequestPart> parts) const noexcept;

  const LearntCounts& counts() const { return counts_; }
  std::span<const uint64_t> places() const { return places_; }
  // How many parts several clients sent.
  std::size_t known_parts() const;
  // They are so many that seldom ones may have given way to others.
  bool is_full() const { return known_parts() >= kModelPlaces / 4 * 3; }

  // For reading it from a file.
  LearntCounts& counts() { return counts_; }
  std::span<uint64_t> places() { return places_; }

 private:
  std::vector<uint64_t> places_;
  LearntCounts counts_;
  // While it is learnt:
  std::array<SketchValues, kHighBars> clients_{};
  std::array<uint64_t, kClientClasses> of_class_{};  // requests
};

}  // namespace errwatch
