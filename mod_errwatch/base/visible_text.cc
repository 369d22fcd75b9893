#include "base/visible_text.h"

#include <algorithm>
#include <cstdint>

#include "base/hidden_characters.h"
#include "base/percent.h"
#include "base/utf8.h"

namespace errwatch {
namespace {

struct Decoded {
  char32_t code = 0;
  std::size_t bytes = 0;  // 0: the text does not begin with a well-formed character
};

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
Decoded DecodeFirst(std::string_view text) {
  const auto first = static_cast<uint8_t>(text.front());
  if (first < 0x80) return {first, 1};
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return {};
  char32_t code = first & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) {
    if (!IsUtf8Continuation(text[i])) return {};
    code = code << 6 | (static_cast<uint8_t>(text[i]) & 0x3FU);
  }
  const bool overlong = (bytes == 3 && code < 0x800) || (bytes == 4 && code < 0x10000);
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (overlong || surrogate || code > 0x10FFFF) return {};
  return {code, bytes};
}

void AppendBytes(std::string_view bytes, std::string& out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<uint8_t>(c);
    out += "\\x";
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15U];
  }
}

std::string_view Entity(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

std::string Convert(std::string_view text, std::size_t max_bytes, bool html) {
  std::string out;
  out.reserve(std::min(max_bytes, text.size() + text.size() / 8));
  while (!text.empty()) {
    if (out.size() >= max_bytes) return out + "...";
    const Decoded decoded = DecodeFirst(text);
    const std::size_t bytes = std::max<std::size_t>(decoded.bytes, 1);
    const std::string_view character = text.substr(0, bytes);
    text.remove_prefix(bytes);
    const std::string_view entity = html ? Entity(character.front()) : std::string_view();
    if (decoded.bytes == 0 || IsHiddenCharacter(decoded.code)) {
      AppendBytes(character, out);
    } else {
      out += entity.empty() ? character : entity;
    }
  }
  return out;
}

// What looks like a blank would part what belongs together. General category Zs of Unicode 15.0 but U+0020.
constexpr bool IsSpace(char32_t code) {
  return code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) || code == 0x202F ||
         code == 0x205F || code == 0x3000;
}

// The byte that stands escaped at `at`, and how many it takes; -1: there is none.
struct EscapedByte {
  int value = -1;
  std::size_t bytes = 0;
};
EscapedByte EscapedByteAt(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at);
  if (rest.starts_with('%')) return {HexByte(rest, 1), 3};
  if (rest.starts_with("\\x")) return {HexByte(rest, 2), 4};
  return {};
}

struct Encoded {
  std::string character;
  std::size_t bytes = 0;  // 0: the text does not begin with one that people may read
};
Encoded EncodedFirst(std::string_view text) {
  constexpr std::size_t kMostBytes = 4;
  Encoded encoded;
  for (std::size_t i = 0; i < kMostBytes && encoded.bytes < text.size(); ++i) {
    const EscapedByte byte = EscapedByteAt(text, encoded.bytes);
    if (byte.value < 0x80) return {};
    encoded.character += static_cast<char>(byte.value);
    encoded.bytes += byte.bytes;
    const Decoded decoded = DecodeFirst(encoded.character);
    if (decoded.bytes == 0) continue;
    if (IsHiddenCharacter(decoded.code) || IsSpace(decoded.code)) return {};
    return encoded;
  }
  return {};
}

}  // namespace

std::string VisibleText(std::string_view text, std::size_t max_bytes) {
  return Convert(text, max_bytes, false);
}

std::string MaskedText(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Decoded decoded = DecodeFirst(text);
    const std::size_t bytes = std::max<std::size_t>(decoded.bytes, 1);
    if (decoded.bytes == 0 || IsHiddenCharacter(decoded.code)) {
      out.append(bytes, '?');
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(bytes);
  }
  return out;
}

std::string ReadableText(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Encoded encoded = EncodedFirst(text);
    // A backslash that is escaped is no beginning of an escape.
    const std::size_t bytes = encoded.bytes != 0 ? encoded.bytes : text.starts_with("\\\\") ? 2 : 1;
    out += encoded.bytes != 0 ? std::string_view(encoded.character) : text.substr(0, bytes);
    text.remove_prefix(bytes);
  }
  return out;
}

std::string EscapeHtml(std::string_view text) { return Convert(text, std::string_view::npos, true); }

std::string_view CutUtf8(std::string_view text, std::size_t bytes) {
  if (bytes >= text.size()) return text;
  std::size_t end = bytes;
  // A character has at most three continuation bytes;
  // a longer run of them is no UTF-8 and may be cut anywhere.
  for (int i = 0; i < 3 && end > 0 && IsUtf8Continuation(text[end]); ++i) --end;
  return text.substr(0, end);
}

}  // namespace errwatch
