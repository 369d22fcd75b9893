// Reads a value as it was sent, byte by byte, without the loss of line ends that decoded text has.
#pragma once

#include <cstddef>
#include <string_view>

namespace errwatch {

class SentReader {
 public:
  explicit SentReader(std::string_view sent) : sent_(sent) {}

  bool AtEnd() const noexcept { return at_ >= sent_.size(); }

  // The next byte in lower case: percent signs undone, however often they were encoded, and %uHHHH below
  // 0x80; '+' a blank. Each line end is one '\n': raw, encoded, CR LF, written as \r\n, or in a coding that
  // has no other purpose (was_odd()): U+560A and U+560D, U+010D in front of U+010A, whose last bytes are one,
  // and overlong UTF-8.
  // REQUIRES: !AtEnd()
  char Next() noexcept;

  bool was_odd() const noexcept { return odd_; }

 private:
  unsigned char Byte() noexcept;
  unsigned char Reencoded() noexcept;
  bool Takes(unsigned char second, unsigned char third, bool has_third) noexcept;

  std::string_view sent_;
  std::size_t at_ = 0;
  bool odd_ = false;  // of the last byte read
};

}  // namespace errwatch
