#include "store/good_ranges.h"

#include <array>

#include "store/siphash.h"

namespace errwatch::store {
namespace {

constexpr int kGoodBits = 48;
constexpr uint64_t kGoodMask = (uint64_t{1} << kGoodBits) - 1;

uint64_t HalfNumber(Tick now) { return now.value / TicksIn(GoodRanges::kHalf) & 0xFFFF; }

// Two bits, by parts of the hash that do not choose the word.
uint64_t GoodBits(uint64_t hash) {
  return uint64_t{1} << (hash >> 32 & 0xFFFF) % kGoodBits | uint64_t{1} << (hash >> 48) % kGoodBits;
}

}  // namespace

// The scope is no part of it: whoever does well on one host is no botnet to another.
uint64_t GoodRanges::HashOf(const ClientRange& range) const noexcept {
  const std::array<uint64_t, 3> input = {range.address.high(), range.address.low(), range.level->bits};
  return SipHash(key_, input.data(), sizeof input);
}

void GoodRanges::Note(const ClientRange& range, Tick now) noexcept {
  const uint64_t hash = HashOf(range);
  const uint64_t number = HalfNumber(now);
  const uint64_t bits = GoodBits(hash);
  SharedWord& word = WordOf(number, hash);
  // relaxed, all: the word says nothing about other memory
  uint64_t seen = word.load(std::memory_order_relaxed);
  for (int i = 0; i < 64; ++i) {
    const uint64_t held = seen >> kGoodBits == number ? seen & kGoodMask : 0;
    if ((held & bits) == bits && held != 0) return;
    if (word.compare_exchange_weak(seen, held | bits | number << kGoodBits, std::memory_order_relaxed,
                                   std::memory_order_relaxed))
      return;
  }
}

bool GoodRanges::Contains(const ClientRange& range, Tick now) const noexcept {
  const uint64_t hash = HashOf(range);
  const uint64_t bits = GoodBits(hash);
  const uint64_t number = HalfNumber(now);
  for (const uint64_t half : {number, (number - 1) & 0xFFFF}) {
    // relaxed: as above
    const uint64_t word = WordOf(half, hash).load(std::memory_order_relaxed);
    if (word >> kGoodBits == half && (word & bits) == bits) return true;
  }
  return false;
}

}  // namespace errwatch::store
