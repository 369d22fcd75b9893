#include "structure/base64_text.h"

#include "base/ascii.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

// Shorter ones say nothing that could harm; and most words are base64 of something.
constexpr std::size_t kFewestDigits = 8;

bool IsTextByte(char c) { return (c >= ' ' && c <= '~') || IsSpace(c); }

// %2b, %2f, %3d in place of their characters.
char DigitAt(std::string_view sent, std::size_t& at) {
  const char c = sent[at++];
  if (c != '%' || At(sent, at) == '\0' || HexValue(sent[at]) < 0 || HexValue(At(sent, at + 1)) < 0) return c;
  const int value = HexValue(sent[at]) * 16 + HexValue(sent[at + 1]);
  at += 2;
  return static_cast<char>(value);
}

}  // namespace

int Base64Value(char c) noexcept {
  if (IsUpper(c)) return c - 'A';
  if (IsLower(c)) return c - 'a' + 26;
  if (IsDigit(c)) return c - '0' + 52;
  if (c == '+' || c == '-' || c == ' ') return 62;  // a plus that became a blank
  return c == '/' || c == '_' ? 63 : -1;
}

DecodedBase64::DecodedBase64(std::string_view sent) noexcept {
  if (sent.size() < kFewestDigits) return;
  unsigned held = 0;
  unsigned bits = 0;
  for (std::size_t at = 0; at < sent.size() && size_ < bytes_.size();) {
    const char c = DigitAt(sent, at);
    if (c == '=' || c == '.') break;  // also of a token of several parts
    const int value = Base64Value(c);
    if (value < 0) {
      size_ = 0;
      return;
    }
    held = (held << 6U | static_cast<unsigned>(value)) & 0x3FFFU;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes_[size_++] = static_cast<char>(held >> bits & 0xFFU);
    // Random bytes are no text; most values end here.
    if (size_ == 6 && !IsTextByte(bytes_[0]) && !IsTextByte(bytes_[1]) &&
        static_cast<unsigned char>(bytes_[0]) > 4 && bytes_[0] != '\x80' && bytes_[0] != '\xac') {
      size_ = 0;
      return;
    }
  }
}

std::string_view DecodedBase64::LowerText() noexcept {
  for (std::size_t i = 0; i < size_; ++i) {
    if (!IsTextByte(bytes_[i])) return {};
    bytes_[i] = IsSpace(bytes_[i]) ? ' ' : ToLower(bytes_[i]);
  }
  return {bytes_.data(), size_};
}

}  // namespace errwatch
