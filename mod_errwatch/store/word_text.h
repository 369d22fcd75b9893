// Text in words of shared memory, filled up with NUL: for display. One that is replaced at this moment is
// read in parts.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "store/shared_word.h"

namespace errwatch::store {

// What there is no room for is cut off. relaxed, each: what makes it visible is the caller's.
template <std::size_t N>
void StoreText(std::array<SharedWord, N>& words, std::string_view text) noexcept {
  std::array<uint64_t, N> copy{};
  std::memcpy(copy.data(), text.data(), std::min(text.size(), sizeof copy));
  for (std::size_t i = 0; i < N; ++i) words[i].store(copy[i], std::memory_order_relaxed);
}

// As found: escape it. relaxed, each: as above.
template <std::size_t N>
std::string LoadText(const std::array<SharedWord, N>& words) {
  std::array<uint64_t, N> copy;
  for (std::size_t i = 0; i < N; ++i) copy[i] = words[i].load(std::memory_order_relaxed);
  std::array<char, sizeof copy> bytes;
  std::memcpy(bytes.data(), copy.data(), sizeof bytes);
  return {bytes.begin(), std::find(bytes.begin(), bytes.end(), '\0')};
}

}  // namespace errwatch::store
