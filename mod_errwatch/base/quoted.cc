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

std::string InShellQuotes(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) quoted.append(c == '\'' ? "'\\''" : std::string_view(&c, 1));
  return quoted += '\'';
}

std::string ShellWord(std::string_view text) {
  const auto is_plain = [](char c) {
    return IsAlnum(c) || std::string_view("_./:@%+,-").find(c) != std::string_view::npos;
  };
  return !text.empty() && std::ranges::all_of(text, is_plain) ? std::string(text) : InShellQuotes(text);
}

}  // namespace errwatch
