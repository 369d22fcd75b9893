#include "anomaly/decoded_value.h"

#include <algorithm>
#include <cstring>

#include "base/ascii.h"
#include "base/percent.h"

namespace errwatch {
namespace {

// In a path and in a query alike (URL Standard, percent-encode sets).
constexpr bool IsEncodedByBrowsers(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '<' || c == '>' || c == '\x7f';
}

// Bytes that follow the first of a sequence; -1: none begins so.
int Following(unsigned char first) {
  if (first < 0x80) return 0;
  if (first >= 0xc2 && first < 0xe0) return 1;
  if (first >= 0xe0 && first < 0xf0) return 2;
  if (first >= 0xf0 && first < 0xf5) return 3;
  return -1;
}

// A text that was cut may end within a sequence.
bool IsUtf8(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const int following = Following(static_cast<unsigned char>(text[at++]));
    if (following < 0) return false;
    for (int i = 0; i < following && at < text.size(); ++i) {
      if ((static_cast<unsigned char>(text[at++]) & 0xc0U) != 0x80U) return false;
    }
  }
  return true;
}

}  // namespace

DecodedValue::DecodedValue(std::string_view sent, bool plus) noexcept {
  bool high = false;
  for (std::size_t at = 0; at < sent.size() && size_ < kMostBytes;) {
    char c = sent[at];
    if (c == '%') {
      const int byte = PercentByte(sent, at);
      if (byte < 0) {
        ++broken_;
        text_[size_++] = '%';
        ++at;
        continue;
      }
      c = static_cast<char>(byte);
      needless_ += IsAlnum(c);
      twice_ += c == '%' && HexByte(sent, at + kPercentBytes) >= 0;
      at += kPercentBytes;
    } else {
      if (c == '+' && plus) {
        c = ' ';
      } else {
        bare_ += IsEncodedByBrowsers(c);
      }
      ++at;
    }
    high = high || static_cast<unsigned char>(c) >= 0x80;
    text_[size_++] = c;
  }
  is_utf8_ = !high || IsUtf8(view());
}

float DecodedValue::odd_bits() const noexcept {
  const float signs =
      2.0F * static_cast<float>(std::min(needless_, 8U)) + 3.0F * static_cast<float>(std::min(broken_, 4U));
  return signs + 3.0F * static_cast<float>(std::min(twice_, 4U)) + (is_utf8_ ? 0.0F : 4.0F);
}

}  // namespace errwatch
