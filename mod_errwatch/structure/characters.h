// Classes of characters and small steps over text that several detectors need. Text is in lower case.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/ascii.h"
#include "structure/value.h"

namespace errwatch {

constexpr bool IsWordByte(char c) { return IsLower(c) || IsDigit(c) || c == '_'; }
constexpr bool IsScriptNameByte(char c) { return IsWordByte(c) || c == '$'; }
constexpr bool IsQuoteMark(char c) { return c == '"' || c == '\'' || c == '`'; }

// The byte at `at`, NUL behind the end.
constexpr char ByteAt(std::string_view text, std::size_t at) { return at < text.size() ? text[at] : '\0'; }

// What follows `at`; empty behind the end.
constexpr std::string_view RestAt(std::string_view text, std::size_t at) {
  return text.substr(at < text.size() ? at : text.size());
}

constexpr std::size_t BehindBlanks(std::string_view text, std::size_t at) {
  while (ByteAt(text, at) == ' ') ++at;
  return at;
}

// Where the first character of a set (structure/value.h) stands from `at` on; npos when there is none.
constexpr std::size_t FindMark(std::string_view text, MarkSet marks, std::size_t at = 0) {
  for (; at < text.size(); ++at) {
    if ((kMarkOfByte[static_cast<unsigned char>(text[at])] & marks) != 0) return at;
  }
  return std::string_view::npos;
}

template <typename Class>
constexpr std::size_t SkipWhile(std::string_view text, std::size_t at, Class belongs) {
  while (at < text.size() && belongs(text[at])) ++at;
  return at;
}

}  // namespace errwatch
