// The words of a directive: splitting them, key=value, and what is said of a word that nothing knows.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/nearest_name.h"
#include "base/quoted.h"
#include "base/result.h"

namespace errwatch {

struct Word {
  std::string text;
  bool quoted = false;  // began with a quote: the pattern of a rule, never a key
};
// Splits directive arguments as httpd does (ap_getword_conf):
//   blanks           separate words
//   '...' and "..."  group; inside, \" and \\ stand for " and \, and every other backslash stays
//   name="a b"       is one word: name=a b
// Error: a quote that is not closed.
Result<std::vector<Word>> SplitArguments(std::string_view arguments);

using Words = std::span<const Word>;

constexpr bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }
inline bool HasControl(std::string_view text) { return std::any_of(text.begin(), text.end(), IsControl); }

// "key=value". The key is compared without case, as httpd's own keywords are.
struct KeyValue {
  std::string_view key;
  std::string_view value;
  bool Is(std::string_view name) const { return EqualsIgnoreCase(key, name); }
};
inline std::optional<KeyValue> SplitKey(const Word& word) {
  const std::string_view text = word.text;
  const size_t equals = text.find('=');
  if (equals == std::string_view::npos) return std::nullopt;
  return KeyValue{text.substr(0, equals), text.substr(equals + 1)};
}

// Of a key only the key is compared.
Error Unknown(const Word& word, std::string_view expected);
// Of a word behind one that takes none.
Error NothingMore(const Word& word, std::string_view behind);

// Calls set(pair) for each key=value word; set returns an error text, empty when it took the value, or
// nothing when it does not know the key. A key may stand once.
template <typename Set>
Status ForEachKey(Words words, std::string_view expected, Set set) {
  std::vector<std::string_view> seen;
  for (const Word& word : words) {
    const auto pair = SplitKey(word);
    if (!pair) return Unknown(word, expected);
    const bool twice = std::any_of(seen.begin(), seen.end(), [&](auto key) { return pair->Is(key); });
    if (twice) return Error{std::string(pair->key) + "= is given twice"};
    seen.push_back(pair->key);
    const std::optional<std::string> problem = set(*pair);
    if (!problem) return Unknown(word, expected);
    if (!problem->empty()) return Error{std::string(pair->key) + "=: " + *problem};
  }
  return Ok{};
}

}  // namespace errwatch
