#include "match/pattern_class.h"

#include "base/ascii.h"

namespace errwatch {
namespace {

// A member of a class that begins with `c`.
std::optional<char> ReadMember(PatternText& text, char c) {
  if (c != '\\') return c;
  if (text.empty()) return std::nullopt;
  const char letter = text.Next();
  return letter == 'b' ? std::optional('\b') : ReadEscapedByte(text, letter);
}

// The rest of a member that begins with `first`: nothing, or the end of a range.
bool AddRange(PatternText& text, char first, PatternClass& result) {
  char last = first;
  if (text.At('-') && !text.At("-]")) {
    text.Skip(1);
    if (text.empty()) return false;
    const char c = text.Next();
    if (c == '[' && text.AtOneOf(":.=")) return false;
    const std::optional<char> member = ReadMember(text, c);
    if (!member || ByteIndex(*member) < ByteIndex(first)) return false;
    last = *member;
    // "[a-c-e]": what a '-' behind a range means is not for here.
    result.known = result.known && (!text.At('-') || text.At("-]"));
  }
  for (std::size_t i = ByteIndex(first); i <= ByteIndex(last); ++i) result.bytes.set(i);
  return true;
}

// Behind "[" in a class: ":alpha:]". "[[:<:]]" is no class at all.
bool SkipNamedClass(PatternText& text) {
  if (!text.Take(':')) return false;
  text.Take('^');
  while (!text.empty() && IsLower(text.rest().front())) text.Skip(1);
  return text.Take(":]");
}

}  // namespace

std::optional<char> ReadEscapedByte(PatternText& text, char letter) {
  constexpr std::string_view kLetters = "nrtfae";
  constexpr std::string_view kBytes = "\n\r\t\f\a\x1b";
  if (const std::size_t at = kLetters.find(letter); at != std::string_view::npos) return kBytes[at];
  if (letter != 'x') return IsAlnum(letter) ? std::nullopt : std::optional(letter);
  const bool braces = text.Take('{');
  int value = 0;
  for (int i = 0; i < (braces ? 8 : 2) && !text.empty() && HexValue(text.rest().front()) >= 0 && value < 256;
       ++i) {
    value = value * 16 + HexValue(text.Next());
  }
  if (value > 255 || (braces && !text.Take('}'))) return std::nullopt;
  return static_cast<char>(value);
}

bool SkipProperty(PatternText& text) {
  if (text.Take('{')) return text.SkipPast('}');
  if (text.empty()) return false;
  text.Skip(1);
  return true;
}

std::optional<PatternClass> ReadClass(PatternText& text) {
  PatternClass result;
  result.negated = text.Take('^');
  for (bool first = true; first || !text.At(']'); first = false) {
    if (text.empty()) return std::nullopt;
    const char c = text.Next();
    const bool escape = c == '\\' && !text.empty();
    if (c == '[' && text.AtOneOf(":.=")) {
      if (!SkipNamedClass(text)) return std::nullopt;
      result.known = false;
    } else if (escape && text.AtOneOf("pP")) {
      text.Skip(1);
      if (!SkipProperty(text)) return std::nullopt;
      result.known = false;
      result.has_property = true;
    } else if (const auto several = escape ? NamedBytes(text.rest().front()) : std::nullopt) {
      text.Skip(1);
      result.bytes |= *several;
    } else {
      const std::optional<char> member = ReadMember(text, c);
      if (!member || !AddRange(text, *member, result)) return std::nullopt;
    }
  }
  text.Skip(1);
  return result;
}

}  // namespace errwatch
