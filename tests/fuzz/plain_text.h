// What the slow, plain implementations of detectors share: expressions that are tried at one place of a text,
// words in sets, and texts woven of fragments.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace errwatch::plain {

using Words = std::set<std::string>;

// Expressions of the library recurse for each character.
inline constexpr std::size_t kMostText = 400;

inline std::string From(const std::string& text, std::size_t at) {
  return text.substr(std::min(at, text.size()));
}

// `what` stands at the very beginning of `text`.
inline bool Begins(const std::string& text, const std::regex& what) {
  return std::regex_search(text, what, std::regex_constants::match_continuous);
}
// And what it took.
inline bool Begins(const std::string& text, const std::regex& what, std::smatch& found) {
  return std::regex_search(text, found, what, std::regex_constants::match_continuous);
}
// `what` is all of `text`.
inline bool Is(const std::string& text, const std::regex& what) { return std::regex_match(text, what); }
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

// What a detector says must be what its definition does.
inline void Agree(bool found, bool plain, const std::string& text) {
  if (found == plain) return;
  std::fprintf(stderr, "the detector says %s: %s\n", found ? "yes" : "no", text.c_str());
  std::abort();
}

}  // namespace errwatch::plain
