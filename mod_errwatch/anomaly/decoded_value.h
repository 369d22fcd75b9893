// A value as it was sent, percent signs undone, and what is odd about how it was encoded.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace errwatch {

class DecodedValue {
 public:
  static constexpr std::size_t kMostBytes = 512;  // what does not fit is not looked at

  // `plus`: "+" is a blank, as in queries.
  DecodedValue(std::string_view sent, bool plus) noexcept;

  std::string_view view() const { return {text_.data(), size_}; }
  uint32_t needless() const { return needless_; }  // letters and digits that stand encoded
  uint32_t broken() const { return broken_; }      // percent signs without two digits
  uint32_t twice() const { return twice_; }        // percent signs that stand encoded before two digits
  uint32_t bare() const { return bare_; }          // signs that browsers encode and that stand as they are
  bool is_utf8() const { return is_utf8_; }
  // All of that in bits of surprise.
  float odd_bits() const noexcept;

 private:
  std::array<char, kMostBytes> text_;
  std::size_t size_ = 0;
  uint32_t needless_ = 0, broken_ = 0, twice_ = 0, bare_ = 0;
  bool is_utf8_ = true;
};

}  // namespace errwatch
