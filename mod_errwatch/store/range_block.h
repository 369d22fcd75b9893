// The block of a range of addresses in one word (RangeSet::blocks).
#pragma once

#include <cstdint>

#include "store/block_word.h"

namespace errwatch::store {

// ... and how wide the range is.
struct BlockOfRange : BlockWord {
  uint8_t bits = 0;
};

// Both words that decide something bear so much of the print, in their highest bits; the lowest choose the
// set.
constexpr int kMarkShift = 44;
constexpr uint64_t MarkOf(uint64_t print) { return print >> kMarkShift << kMarkShift; }
constexpr bool IsMarked(uint64_t word, uint64_t print) { return word >> kMarkShift == print >> kMarkShift; }

// RangeSet::blocks: until (37 bits) | reason (5) | detection only | its end was announced |
// mark (20)
constexpr uint64_t PackRangeBlock(const BlockWord& block, uint64_t print) {
  return (block.until.value & kMaxTick) | uint64_t{block.reason & 31U} << 37 |
         uint64_t{block.detection_only} << 42 | uint64_t{block.end_announced} << 43 | MarkOf(print);
}
constexpr BlockWord UnpackRangeBlock(uint64_t word) {
  BlockWord block;
  block.until = {word & kMaxTick};
  block.reason = static_cast<uint8_t>(word >> 37 & 31U);
  block.detection_only = (word >> 42 & 1U) != 0;
  block.end_announced = (word >> 43 & 1U) != 0;
  return block;
}

}  // namespace errwatch::store
