#include "cli/access/log_escapes.h"

#include <cstdint>
#include <cstring>

#include "base/ascii.h"

namespace errwatch::cli {
namespace {

// The byte that one letter stands for; 0 = none.
char MeantBy(char letter) noexcept {
  switch (letter) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'b':
      return '\b';
    case 'v':
      return '\v';
    case '"':
    case '\\':
      return letter;
    default:
      return 0;
  }
}

// Value of `digits` hexadecimal digits at the front; -1 = there are not so many.
int HexNumber(std::string_view text, std::size_t digits) noexcept {
  if (text.size() < digits) return -1;
  int value = 0;
  for (std::size_t i = 0; i < digits; ++i) {
    const int digit = HexValue(text[i]);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

void PutUtf8(uint32_t code, std::string& to) {
  const auto put = [&to](uint32_t byte) { to += static_cast<char>(byte); };
  if (code < 0x80) {
    put(code);
  } else if (code < 0x800) {
    put(0xC0 | code >> 6);
    put(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    put(0xE0 | code >> 12);
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  } else {
    put(0xF0 | code >> 18);
    put(0x80 | (code >> 12 & 0x3F));
    put(0x80 | (code >> 6 & 0x3F));
    put(0x80 | (code & 0x3F));
  }
}

// Behind "\u". How many bytes were taken; 0 = none.
std::size_t TakeUnicode(std::string_view text, std::string& to) {
  const int first = HexNumber(text, 4);
  if (first < 0) return 0;
  auto code = static_cast<uint32_t>(first);
  if (code >= 0xD800 && code < 0xDC00 && text.substr(4).starts_with("\\u")) {
    const int second = HexNumber(text.substr(6), 4);
    if (second >= 0xDC00 && second < 0xE000) {
      code = 0x10000 + ((code - 0xD800) << 10) + static_cast<uint32_t>(second - 0xDC00);
      PutUtf8(code, to);
      return 10;
    }
  }
  PutUtf8(code, to);
  return 4;
}

// `json`: those of JSON, too.
void UndoEscapes(std::string_view text, bool json, std::string& to) {
  while (!text.empty()) {
    const std::size_t at = text.find('\\');
    to.append(text.substr(0, at));
    if (at == std::string_view::npos) return;
    text.remove_prefix(at + 1);
    const char letter = text.empty() ? '\0' : text[0];
    const int byte = letter == 'x' ? HexNumber(text.substr(1), 2) : -1;
    const std::size_t unicode = json && letter == 'u' ? TakeUnicode(text.substr(1), to) : 0;
    if (unicode != 0) {
      text.remove_prefix(1 + unicode);
    } else if (byte >= 0) {
      to += static_cast<char>(byte);
      text.remove_prefix(3);
    } else if (json && (letter == '/' || letter == 'f')) {
      to += letter == '/' ? '/' : '\f';
      text.remove_prefix(1);
    } else if (const char meant = MeantBy(letter); meant != 0) {
      to += meant;
      text.remove_prefix(1);
    } else {
      to += '\\';
    }
  }
}

}  // namespace

std::size_t EndOfQuoted(std::string_view text) noexcept {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto* quote = static_cast<const char*>(std::memchr(text.data() + at, '"', text.size() - at));
    if (quote == nullptr) return std::string_view::npos;
    const auto end = static_cast<std::size_t>(quote - text.data());
    std::size_t slashes = 0;
    while (end > at + slashes && text[end - slashes - 1] == '\\') ++slashes;
    if (slashes % 2 == 0) return end;
    at = end;
  }
  return std::string_view::npos;
}

void UndoLogEscapes(std::string_view text, std::string& to) { UndoEscapes(text, false, to); }
void UndoJsonEscapes(std::string_view text, std::string& to) { UndoEscapes(text, true, to); }

}  // namespace errwatch::cli
