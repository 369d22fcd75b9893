#include "structure/script_address.h"

#include <array>

#include "base/ascii.h"
#include "base/word_filter.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostAddressBytes = 128;  // what is looked at

// Blanks, control characters, and either as a script's string has them: browsers skip them in a scheme.
std::size_t SkipSkipped(std::string_view text, std::size_t at) {
  while (at < text.size()) {
    if (static_cast<unsigned char>(text[at]) <= ' ') {
      ++at;
    } else if (text[at] == '\\' && At(text, at + 1) == 'x' && HexValue(At(text, at + 2)) >= 0 &&
               HexValue(At(text, at + 2)) < 3 && HexValue(At(text, at + 3)) >= 0) {
      at += 4;
    } else {
      break;
    }
  }
  return at;
}

// Letters of `word` at `at`, what browsers skip between them or not; where they end, or 0.
std::size_t EndOfBroken(std::string_view text, std::size_t at, std::string_view word) {
  for (const char letter : word) {
    at = SkipSkipped(text, at);
    if (At(text, at) != letter) return 0;
    ++at;
  }
  return at;
}

}  // namespace

namespace {
// Of "data:".
constexpr std::array<std::string_view, 7> kRunningKinds = {
    "text/html",    "text/xml", "image/svg", "application/x", "text/javascript", "application/javascript",
    "text/vbscript"};
}  // namespace

bool IsScriptAddress(std::string_view text) noexcept {
  text = text.substr(0, kMostAddressBytes);
  text.remove_prefix(
      SkipWhile(text, 0, [](char c) { return IsQuoteMark(c) || static_cast<unsigned char>(c) <= ' '; }));
  if (const char first = At(text, SkipSkipped(text, 0)); !IsAnyOf(first, "jvld")) return false;
  for (const std::string_view scheme : {"javascript:", "vbscript:", "livescript:", "jscript:"}) {
    const std::size_t end = EndOfBroken(text, 0, scheme);
    if (end == 0) continue;
    const std::string_view code = text.substr(end);
    for (const std::string_view button : {"void(0)", "history.", "window.print", "window.close"}) {
      if (code.starts_with(button)) return false;
    }
    const std::size_t call = code.find_first_of("(`=[/\\%");
    return call != std::string_view::npos && (call == 0 || code[call - 1] != ' ' || !code.starts_with(' '));
  }
  if (!text.starts_with("data:")) return false;
  const std::string_view kind = text.substr(5);
  if (BeginsAsOneOf<kRunningKinds>(kind)) return true;
  return kind.starts_with(",") && kind.find('<') != std::string_view::npos;
}

bool HasRunningStyle(std::string_view text) noexcept {
  for (std::size_t colon = FindByte(text, ':'); colon != std::string_view::npos;
       colon = FindByte(text, ':', colon + 1)) {
    const std::string_view value = text.substr(BehindBlanks(text, colon + 1));
    if (const std::size_t end = EndOfBroken(value, 0, "expression");
        end != 0 && At(value, BehindBlanks(value, end)) == '(')
      return true;
    if (value.starts_with("url(") && IsScriptAddress(value.substr(4))) return true;
    const std::string_view name = text.substr(0, colon);
    if (value.starts_with("url") && (name.ends_with("-moz-binding") || name.ends_with("behavior")))
      return true;
  }
  return false;
}

}  // namespace errwatch
