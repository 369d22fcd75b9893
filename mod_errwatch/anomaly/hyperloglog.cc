#include "anomaly/hyperloglog.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace errwatch {
namespace {

// The authors' bias correction for m registers, and the bound below which linear counting is better.
constexpr double kAlpha = 0.7213 / (1 + 1.079 / kRegisters);
constexpr double kLinearUpTo = 2.5 * kRegisters;

}  // namespace

SketchPlace PlaceInSketch(uint64_t hash) noexcept {
  const auto number = static_cast<uint32_t>((hash >> 32) * kRegisters >> 32);
  const auto rest = static_cast<uint32_t>(hash);
  SketchPlace place;
  place.word = number / kRegistersAWord;
  place.shift = static_cast<int>(number % kRegistersAWord) * kRegisterBits;
  place.rank = static_cast<uint64_t>(std::min(std::countl_zero(rest) + 1, 31));
  return place;
}

uint32_t CountOf(const SketchValues& words, uint32_t age) noexcept {
  double sum = 0;
  uint32_t empty = 0;
  for (const uint64_t word : words) {
    const bool valid = word >> (64 - kAgeBits) == (age & kAgeMask);
    for (uint32_t i = 0; i < kRegistersAWord; ++i) {
      const uint64_t rank = valid ? word >> (i * kRegisterBits) & 31 : 0;
      empty += rank == 0 ? 1 : 0;
      sum += 1.0 / static_cast<double>(uint64_t{1} << rank);
    }
  }
  const double estimate = kAlpha * kRegisters * kRegisters / sum;
  if (estimate > kLinearUpTo || empty == 0)
    return static_cast<uint32_t>(std::min(std::lround(estimate), 0x7FFFFFFFL));
  return static_cast<uint32_t>(std::lround(kRegisters * std::log(double{kRegisters} / empty)));
}

}  // namespace errwatch
