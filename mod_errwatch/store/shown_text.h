// Short texts in shared memory that are for display alone: printable ASCII, whatever stands there.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "store/shared_word.h"

namespace errwatch::store {

// As rows of tables have it; filled up with NUL. Part of the layout: change kLayoutVersion with it.
inline constexpr std::size_t kShownTextBytes = 64;
using TextWords = std::array<SharedWord, kShownTextBytes / sizeof(SharedWord)>;

constexpr char ShownByte(char c) { return c >= ' ' && c <= '~' ? c : '?'; }

// What does not fit is cut; what is no printable ASCII is '?'.
template <std::size_t N>
void KeepText(std::string_view text, std::array<SharedWord, N>& words) noexcept {
  std::array<char, N * sizeof(uint64_t)> bytes{};
  const std::size_t size = std::min(text.size(), bytes.size());
  std::transform(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size), bytes.begin(), ShownByte);
  for (std::size_t i = 0; i < N; ++i) {
    uint64_t word;
    std::memcpy(&word, bytes.data() + i * sizeof word, sizeof word);
    words[i].store(word, std::memory_order_relaxed);  // relaxed: for display
  }
}

// Up to the first NUL; what is no printable ASCII is '?'.
inline std::string ShownText(std::string_view bytes) {
  std::string text(bytes.substr(0, bytes.find('\0')));
  std::ranges::transform(text, text.begin(), ShownByte);
  return text;
}

template <std::size_t N>
std::string ShownText(const std::array<SharedWord, N>& words) {
  std::array<char, N * sizeof(uint64_t)> bytes;
  for (std::size_t i = 0; i < N; ++i) {
    const uint64_t word = words[i].load(std::memory_order_relaxed);  // relaxed: for display
    std::memcpy(bytes.data() + i * sizeof word, &word, sizeof word);
  }
  return ShownText({bytes.data(), bytes.size()});
}

}  // namespace errwatch::store
