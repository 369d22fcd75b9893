// What the slow, plain implementations of detectors share: words in sets, texts woven of fragments, and what is
// said where one does not agree.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "plain_expression.h"
#include "structure/structure.h"

namespace errwatch::plain {

using Words = std::set<std::string>;

// Longer texts tell no more, and what tries everything at each place of one is slow.
inline constexpr std::size_t kMostText = 400;

inline std::string From(const std::string& text, std::size_t at) {
  return text.substr(std::min(at, text.size()));
}

inline bool Holds(const std::string& text, std::string_view what) { return text.find(what) != text.npos; }

inline std::string Lower(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

// The words as alternatives of an expression.
inline std::string AnyOf(const Words& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "(?:" : "|") + word;
  return all + ")";
}

// A fuzzer's bytes as a text: as they are, or, when the first is 1, each of the others for one of the
// fragments. What takes long to spell is one byte then.
inline std::string Woven(const uint8_t* data, std::size_t size,
                         const std::vector<std::string_view>& fragments) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  std::string text(bytes.substr(0, kMostText));
  std::erase(text, '\0');  // which no decoded text holds
  if (!bytes.starts_with('\x01')) return text;
  text.clear();
  for (const char c : bytes.substr(1, kMostText))
    text += fragments[static_cast<uint8_t>(c) % fragments.size()];
  return text.substr(0, kMostText);
}

// What a detector, or a part of it, says must be what its definition does; where it is not, `wrong` gets a line.
// That each structure has a definition is seen by these calls (scripts/check_definitions.py).
inline void Agree(Structure structure, bool found, bool plain, const std::string& text, std::string& wrong) {
  if (found == plain) return;
  wrong += std::string(StructureName(structure)) + ": the detector says " + (found ? "yes" : "no") + ": " +
           text + "\n";
}
// The same, for a fuzzer.
inline void Agree(Structure structure, bool found, bool plain, const std::string& text) {
  std::string wrong;
  Agree(structure, found, plain, text, wrong);
  if (wrong.empty()) return;
  std::fputs(wrong.c_str(), stderr);
  std::abort();
}

}  // namespace errwatch::plain
