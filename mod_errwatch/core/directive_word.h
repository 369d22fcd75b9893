// One word of a directive: key=value, and what is said of a word that nothing knows. For the grammars only.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "core/ascii.h"
#include "core/quoted.h"
#include "core/result.h"
#include "core/rule_parser.h"

namespace errwatch {

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

inline Error Unknown(const Word& word, std::string_view expected) {
  return Error{Quoted(word.text) + " is unknown here; expected " + std::string(expected)};
}

}  // namespace errwatch
