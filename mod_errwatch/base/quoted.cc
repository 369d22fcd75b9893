#include "base/quoted.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/visible_text.h"

namespace errwatch {

std::string Quoted(std::string_view text, std::size_t max_bytes) {
  std::string quoted = "\"";
  for (const char c : VisibleText(text, max_bytes)) {
    if (c == '"') {
      quoted += "\\x22";
    } else {
      quoted += c;
    }
  }
  return quoted += '"';
}

std::string ShellWord(std::string_view text) {
  const auto is_plain = [](char c) {
    return IsAlnum(c) || std::string_view("_./:@%+,-").find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::ranges::all_of(text, is_plain)) return std::string(text);
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word += '\'';
}

}  // namespace errwatch
