// A fixed list of words, built at compile time, looked up in one step: upper and lower case alike.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/ascii.h"

namespace errwatch {

template <std::size_t N>
class WordSet {
 public:
  consteval explicit WordSet(const std::array<std::string_view, N>& words) : words_(words) {
    for (std::size_t i = 0; i < N; ++i) {
      std::size_t place = Hash(words[i]) & (kPlaces - 1);
      while (places_[place] != 0) place = (place + 1) & (kPlaces - 1);
      places_[place] = static_cast<uint16_t>(i + 1);
    }
  }

  // Of the word in the list; N where it is not in it.
  constexpr std::size_t IndexOf(std::string_view word) const {
    for (std::size_t place = Hash(word) & (kPlaces - 1); places_[place] != 0;
         place = (place + 1) & (kPlaces - 1)) {
      const std::size_t index = places_[place] - std::size_t{1};
      if (EqualsIgnoreCase(word, words_[index])) return index;
    }
    return N;
  }
  constexpr bool Has(std::string_view word) const { return IndexOf(word) != N; }

 private:
  // At most a quarter of the places is taken.
  static constexpr std::size_t kPlaces = std::bit_ceil(4 * N);

  // Of its length and four of its letters: most words that are looked up are in no list.
  static constexpr std::size_t Hash(std::string_view word) {
    if (word.empty()) return 0;
    const auto at = [&](std::size_t i) {
      return static_cast<uint32_t>(static_cast<unsigned char>(word[i])) | 0x20U;
    };
    const std::size_t last = word.size() - 1;
    uint32_t hash = static_cast<uint32_t>(word.size()) * 0x9e3779b1U;
    hash = (hash ^ at(0)) * 0x85ebca6bU;
    hash = (hash ^ at(last)) * 0xc2b2ae35U;
    hash = (hash ^ at(last / 2)) * 0x85ebca6bU;
    hash = (hash ^ at(word.size() > 1 ? 1 : 0)) * 0xc2b2ae35U;
    return hash ^ hash >> 16U;
  }

  std::array<std::string_view, N> words_;
  std::array<uint16_t, kPlaces> places_{};
};

}  // namespace errwatch
