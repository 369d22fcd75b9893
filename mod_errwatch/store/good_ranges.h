// In which ranges of addresses (model/client_range.h) somebody did well of late: such a range is not blocked
// as a whole. A filter of bits, because what an attack fills must not push out whom it would hit: nothing in
// it is ever displaced, and what is in doubt is spared.
//
// Two halves, of which one is written for kHalf: a word is 48 bits, and in the other 16 the number of the
// half for which they hold. Lock-free, bounded, async-signal-safe; each word is valid by itself.
#pragma once

#include <cstdint>

#include "base/ticks.h"
#include "model/client_range.h"
#include "store/segment_layout.h"

namespace errwatch::store {

class GoodRanges {
 public:
  // What is noted is remembered for kHalf at least, twice that at most.
  static constexpr Milliseconds kHalf{6 * 3'600'000};

  // `words` points to two times `half`, a power of two.
  GoodRanges(SharedWord* words, uint32_t half, const HashKey& key) : words_(words), half_(half), key_(key) {}

  void Note(const ClientRange& range, Tick now) noexcept;
  // Never false for what was noted; true by accident for one in thirty when as many ranges are noted as the
  // table has room for clients.
  bool Contains(const ClientRange& range, Tick now) const noexcept;

 private:
  uint64_t HashOf(const ClientRange& range) const noexcept;
  SharedWord& WordOf(uint64_t number, uint64_t hash) const noexcept {
    return words_[(number & 1) * half_ + (hash & (half_ - 1))];
  }

  SharedWord* words_;
  uint32_t half_;
  HashKey key_;
};

}  // namespace errwatch::store
