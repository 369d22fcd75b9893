// Text in base64 inside of a value: what an application decodes before it uses it.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace errwatch {

// The value of a digit of base64 in either alphabet, or -1.
int Base64Value(char c) noexcept;

// The decoded beginning of a value that is base64 as a whole, with its percent signs undone.
class DecodedBase64 {
 public:
  static constexpr std::size_t kMostBytes = 512;

  explicit DecodedBase64(std::string_view sent) noexcept;
  std::string_view bytes() const { return {bytes_.data(), size_}; }
  // In lower case; empty where anything in it is no character of ASCII text.
  std::string_view LowerText() noexcept;

 private:
  std::array<char, kMostBytes> bytes_;
  std::size_t size_ = 0;
};

}  // namespace errwatch
