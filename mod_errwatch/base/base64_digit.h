// Digits of base64, in both of its alphabets (RFC 4648, 4 and 5).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace errwatch {

// By byte: the value of the digit, -1 where it is none.
inline constexpr auto kBase64Digits = [] {
  std::array<int8_t, 256> digits{};
  digits.fill(-1);
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<int8_t>(i);
  digits['-'] = digits['+'];
  digits['_'] = digits['/'];
  return digits;
}();

}  // namespace errwatch
