// Texts of signs and short words in no order, made to be slow to look at: no processor guesses what comes next.
// The same for the same seed, wherever it is made.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace errwatch {

// Words between blanks; of a text without one its bytes.
inline std::vector<std::string_view> PiecesOf(std::string_view text) {
  std::vector<std::string_view> pieces;
  const bool words = text.find(' ') != std::string_view::npos;
  while (!text.empty()) {
    const std::size_t end = words ? text.find(' ') : 1;
    if (end != 0) pieces.push_back(text.substr(0, end));
    text.remove_prefix(std::min(words && end != std::string_view::npos ? end + 1 : end, text.size()));
  }
  return pieces;
}

inline std::string Shuffled(std::string_view pieces_of, uint64_t seed, std::size_t bytes) {
  const std::vector<std::string_view> pieces = PiecesOf(pieces_of);
  std::string text;
  while (!pieces.empty() && text.size() < bytes) {
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    text += pieces[(seed >> 33) % pieces.size()];
  }
  text.resize(std::min(text.size(), bytes));
  return text;
}

}  // namespace errwatch
