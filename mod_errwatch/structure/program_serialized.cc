#include "structure/program_serialized.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "structure/base64_text.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

// o:8:"stdclass":0:{ also o:+8:. `at` is that of the letter.
bool IsPhpObject(std::string_view text, std::size_t at) {
  if (At(text, at + 1) != ':' || IsNameByte(Before(text, at))) return false;
  const std::size_t length = At(text, at + 2) == '+' ? at + 3 : at + 2;
  const std::size_t colon = SkipDigits(text, length);
  if (colon == length || colon > length + 6 || !StandsAt(text, colon, ":\"")) return false;
  std::size_t quote = colon + 2;
  while (IsNameByte(At(text, quote)) || IsAnyOf(At(text, quote), "\\.")) {
    if (++quote > colon + 128) return false;
  }
  if (!StandsAt(text, quote, "\":")) return false;
  const std::size_t count = quote + 2;
  const std::size_t end = SkipDigits(text, count);
  return end > count && At(text, end) == ':' && At(text, end + 1) == '{';
}

// !!javax.script.x [, !!python/object/apply:, !ruby/object:. `at` is that of the first sign.
bool IsYamlTag(std::string_view text, std::size_t at) {
  if (IsAlnum(Before(text, at))) return false;
  std::size_t begin = at + 1;
  if (At(text, begin) == '!') ++begin;
  if (StandsAt(text, begin, "python/") || StandsAt(text, begin, "ruby/") ||
      StandsAt(text, begin, "php/object"))
    return true;
  std::size_t end = begin;
  while (IsNameByte(At(text, end)) || IsAnyOf(At(text, end), ".$")) {
    if (++end > begin + 128) return false;
  }
  const std::string_view name = From(text, begin).substr(0, end - begin);
  return begin == at + 2 && std::ranges::count(name, '.') >= 2 &&
         IsAnyOf(At(text, SkipBlanks(text, end)), "[{");
}

// "@type":"com.sun.x", "$type":"system.x", ["com.sun.x",: the binder is told which class to make. `at` is that of
// the quote behind the name, or of the bracket.
bool IsNamedClass(std::string_view text, std::size_t at) {
  const std::size_t colon = SkipBlanks(text, at);
  if (At(text, colon) != ':') return false;
  const std::size_t quote = SkipBlanks(text, colon + 1);
  if (!IsAnyOf(At(text, quote), "\"'") || At(text, quote) == '\0') return false;
  const std::string_view rest = From(text, quote + 1).substr(0, 128);
  const std::string_view name = rest.substr(0, rest.find_first_of("\"',"));
  return std::ranges::count(name, '.') >= 2 && name.find('/') == std::string_view::npos &&
         name.find(' ') == std::string_view::npos && IsAlpha(At(name, 0));
}

// cos system (s'id' tr. of a pickle in text; line ends have become blanks.
bool IsTextPickle(std::string_view text) {
  if (At(text, 0) != 'c') return false;
  const std::string_view module = NameAt(text, 1);
  if (!IsOneOf<6>(module, {"os", "posix", "nt", "subprocess", "builtins", "__builtin__"})) return false;
  const std::size_t name_at = SkipBlanks(text, 1 + module.size());
  const std::string_view name = NameAt(text, name_at);
  return !name.empty() && name_at > 1 + module.size() && text.find("(", name_at) != std::string_view::npos &&
         text.ends_with('.');
}

// The first bytes of the formats that are not text.
bool IsBinaryObject(std::string_view bytes) {
  using namespace std::string_view_literals;
  if (bytes.starts_with("\xac\xed\x00\x05"sv)) return true;                      // Java
  if (bytes.starts_with("\x00\x01\x00\x00\x00\xff\xff\xff\xff"sv)) return true;  // .NET
  if (bytes.starts_with("\x04\x08o"sv) || bytes.starts_with("\x04\x08[\x08o"sv))
    return true;                                             // Ruby: an object
  if (bytes.size() < 8 || bytes[0] != '\x80') return false;  // Python
  const char protocol = bytes[1];
  if (protocol == 4 || protocol == 5) return bytes[2] == '\x95';
  if (protocol != 2 && protocol != 3) return false;
  return bytes[2] == 'c' && IsAlpha(At(bytes, 3));
}

bool HasPhpObject(std::string_view text) {
  for (std::size_t at = 0; at + 8 < text.size(); ++at) {
    if (IsAnyOf(text[at], "ocOC") && IsPhpObject(text, at)) return true;
  }
  return false;
}

// Whether the letters can be the first ones in base64 of anything above: most values are decoded no further.
bool MayBeObjectInBase64(std::string_view sent) {
  for (const std::string_view begin :
       {"rO0A", "AAEA", "gAJj", "gANj", "gASV", "gAWV", "BAhv", "BAhb", "Tz", "Qz", "YT"}) {
    if (sent.starts_with(begin)) return true;
  }
  return false;
}

bool IsObjectInBase64(std::string_view sent) {
  if (!MayBeObjectInBase64(sent)) return false;
  const DecodedBase64 decoded(sent);
  const std::string_view bytes = decoded.bytes();
  if (IsBinaryObject(bytes)) return true;
  return HasPhpObject(bytes);
}

bool IsHexOfObject(std::string_view text) {
  return text.starts_with("aced0005") && text.size() >= 12 &&
         std::ranges::all_of(text.substr(0, 16), [](char c) { return HexValue(c) >= 0; });
}

}  // namespace

bool HasSerialized(const Value& value) noexcept {
  const std::string_view text = value.text;
  if (IsObjectInBase64(value.sent) || IsHexOfObject(text) || IsTextPickle(text)) return true;
  if (text.starts_with("\xac\xed")) return true;
  for (std::size_t at = text.find_first_of(":!$@"); at != std::string_view::npos;
       at = text.find_first_of(":!$@", at + 1)) {
    switch (text[at]) {
      case ':':
        if (at > 0 && IsAnyOf(text[at - 1], "oc") && IsPhpObject(text, at - 1)) return true;
        break;
      case '!':
        if (IsYamlTag(text, at)) return true;
        break;
      case '$':
        if (StandsAt(text, at, "$$nd_func$$_")) return true;
        if (StandsAt(text, at, "$type\"") && IsNamedClass(text, at + 6)) return true;
        break;
      default:
        if (StandsAt(text, at, "@type\"") && IsNamedClass(text, at + 6)) return true;
    }
  }
  return false;
}

}  // namespace errwatch
