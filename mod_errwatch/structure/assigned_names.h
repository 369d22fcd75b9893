// Which variables a text of a shell gives something, "x=": asked about one name after the other, each byte is
// looked at once.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "structure/cursor.h"

namespace errwatch {

class AssignedNames {
 public:
  // Views `text`, and looks at nothing before it is asked.
  explicit AssignedNames(std::string_view text) : text_(text) {}

  // False: none of the names in front of `at` is that one. True: one may be.
  bool MayHave(std::string_view name, std::size_t at) {
    if (passed_ == 0) marks_.fill(0);
    const std::string_view front = text_.substr(0, at);
    while (passed_ < front.size()) {
      const std::size_t sign = std::min(front.find('=', passed_), front.size());
      if (sign < front.size()) Word(NameBefore(front, sign)) |= BitOf(NameBefore(front, sign));
      passed_ = sign + 1;
    }
    return (Word(name) & BitOf(name)) != 0;
  }

 private:
  static uint32_t Hash(std::string_view name) {
    uint32_t hash = static_cast<uint32_t>(name.size());
    for (const char c : name.substr(0, 16)) hash = (hash ^ static_cast<unsigned char>(c)) * 0x01000193U;
    return hash >> 8;
  }
  uint64_t& Word(std::string_view name) { return marks_[Hash(name) / 64 % marks_.size()]; }
  static uint64_t BitOf(std::string_view name) { return uint64_t{1} << Hash(name) % 64; }

  std::string_view text_;
  std::size_t passed_ = 0;
  std::array<uint64_t, 32> marks_;  // set up when it is asked first
};

}  // namespace errwatch
