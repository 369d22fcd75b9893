// Short texts in shared memory that are for display alone: printable UTF-8, whatever stands there.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "base/visible_text.h"
#include "store/shared_word.h"

namespace errwatch::store {

// As rows of tables have it; filled up with NUL. Part of the layout: change kLayoutVersion with it.
inline constexpr std::size_t kShownTextBytes = 64;
using TextWords = std::array<SharedWord, kShownTextBytes / sizeof(SharedWord)>;

// What does not fit is cut, in front of a character. Control characters stay: who reads it trusts nothing
// of it anyhow.
template <std::size_t N>
void KeepText(std::string_view text, std::array<SharedWord, N>& words) noexcept {
  std::array<char, N * sizeof(uint64_t)> bytes{};
  std::ranges::replace_copy(CutUtf8(text, bytes.size()), bytes.begin(), '\0', '?');
  for (std::size_t i = 0; i < N; ++i) {
    uint64_t word;
    std::memcpy(&word, bytes.data() + i * sizeof word, sizeof word);
    words[i].store(word, std::memory_order_relaxed);  // relaxed: for display
  }
}

// Up to the first NUL; a byte that is not of a character that can be shown is '?'.
inline std::string ShownText(std::string_view bytes) { return MaskedText(bytes.substr(0, bytes.find('\0'))); }

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
