// 16 bytes at a time, in the vectors of whatever processor it is.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace errwatch {

using ByteBlock = unsigned char __attribute__((vector_size(16)));

inline ByteBlock LoadBlock(const char* from) {
  ByteBlock block;
  std::memcpy(&block, from, sizeof block);
  return block;
}

// What a comparison of blocks says: all bits of a byte where it holds, none elsewhere.
template <typename Compared>
ByteBlock BlockOf(Compared compared) {
  return reinterpret_cast<ByteBlock>(compared);
}

inline bool AnySet(ByteBlock block) {
  std::array<uint64_t, 2> words;
  std::memcpy(words.data(), &block, sizeof words);
  return (words[0] | words[1]) != 0;
}

}  // namespace errwatch
