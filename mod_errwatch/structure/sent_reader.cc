#include "structure/sent_reader.h"

#include "base/ascii.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

// Value of `count` hexadecimal digits at `at`, or -1.
int SentHexNumber(std::string_view text, std::size_t at, int count) {
  int value = 0;
  for (int i = 0; i < count; ++i) {
    const int digit = HexValue(At(text, at + static_cast<std::size_t>(i)));
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

// "u000a" behind a percent sign, below 0x80, or -1.
int SentWideNumber(std::string_view text, std::size_t at) {
  if (ToLower(At(text, at)) != 'u') return -1;
  const int code = SentHexNumber(text, at + 1, 4);
  return code < 0x80 ? code : -1;
}

constexpr char kLineEnd = '\n';

}  // namespace

unsigned char SentReader::Byte() noexcept {
  const char c = sent_[at_++];
  if (c == '+') return ' ';
  if (c != '%') return static_cast<unsigned char>(c);
  std::size_t at = at_;
  while (SentHexNumber(sent_, at, 2) == '%' && SentHexNumber(sent_, at + 2, 2) >= 0) at += 2;
  if (const int byte = SentHexNumber(sent_, at, 2); byte >= 0) {
    at_ = at + 2;
    return byte == '%' ? Reencoded() : static_cast<unsigned char>(byte);
  }
  if (const int code = SentWideNumber(sent_, at); code >= 0) {
    at_ = at + 5;
    return static_cast<unsigned char>(code);
  }
  return '%';
}

// Behind a percent sign that was encoded: its digits may be, too.
unsigned char SentReader::Reencoded() noexcept {
  std::size_t at = at_;
  if (const int code = SentWideNumber(sent_, at); code >= 0) {
    at_ = at + 5;
    return static_cast<unsigned char>(code);
  }
  int value = 0;
  for (int i = 0; i < 2; ++i) {
    const int byte = At(sent_, at) == '%' ? SentHexNumber(sent_, at + 1, 2) : At(sent_, at);
    const int digit = byte < 0 ? -1 : HexValue(static_cast<char>(byte));
    if (digit < 0) return '%';
    value = value * 16 + digit;
    at += At(sent_, at) == '%' ? 3U : 1U;
  }
  at_ = at;
  return static_cast<unsigned char>(value);
}

// Reads what follows a first byte if it is this; else stays.
bool SentReader::Takes(unsigned char second, unsigned char third, bool has_third) noexcept {
  const std::size_t at = at_;
  if (!AtEnd() && Byte() == second) {
    if (!has_third) return true;
    if (!AtEnd() && Byte() == third) return true;
  }
  at_ = at;
  return false;
}

char SentReader::Next() noexcept {
  odd_ = false;
  const unsigned char byte = Byte();
  if (byte == '\n') return kLineEnd;
  if (byte == '\r') {
    Takes('\n', 0, false);
    return kLineEnd;
  }
  if (byte == 0xe5 && (Takes(0x98, 0x8a, true) || Takes(0x98, 0x8d, true))) {
    // Two of them are the one line end that they stand for.
    if (!AtEnd()) {
      const std::size_t at = at_;
      if (Byte() != 0xe5 || !(Takes(0x98, 0x8a, true) || Takes(0x98, 0x8d, true))) at_ = at;
    }
    odd_ = true;
    return kLineEnd;
  }
  // U+010D U+010A: what writes one byte for each character keeps the last.
  if (byte == 0xc4) {
    const std::size_t at = at_;
    if (Takes(0x8d, 0xc4, true) && Takes(0x8a, 0, false)) {
      odd_ = true;
      return kLineEnd;
    }
    at_ = at;
  }
  if (byte == 0xe0 && (Takes(0x80, 0x8a, true) || Takes(0x80, 0x8d, true))) {
    odd_ = true;
    return kLineEnd;
  }
  if (byte == 0xc0 && (Takes(0x8a, 0, false) || Takes(0x8d, 0, false))) {
    odd_ = true;
    return kLineEnd;
  }
  if (byte == '\\') {
    if (Takes('r', 0, false)) {
      const std::size_t at = at_;
      if (!Takes('\\', 'n', true)) at_ = at;
      return kLineEnd;
    }
    if (Takes('n', 0, false)) return kLineEnd;
  }
  return ToLower(static_cast<char>(byte));
}

}  // namespace errwatch
