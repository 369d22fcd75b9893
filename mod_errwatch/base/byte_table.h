// A set of bytes, asked for one with one look at a table; find_first_of() asks memchr for each.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>

namespace errwatch {

class ByteTable {
 public:
  consteval explicit ByteTable(std::string_view bytes) {
    for (const char c : bytes) is_in_[static_cast<unsigned char>(c)] = true;
  }
  // Those for which it is true.
  template <std::predicate<char> F>
  consteval explicit ByteTable(F is_in) {
    for (std::size_t i = 0; i < is_in_.size(); ++i) is_in_[i] = is_in(static_cast<char>(i));
  }
  constexpr bool Has(char c) const { return is_in_[static_cast<unsigned char>(c)]; }
  // npos: there is none at or behind `at`.
  constexpr std::size_t Find(std::string_view text, std::size_t at = 0) const {
    for (; at < text.size(); ++at) {
      if (Has(text[at])) return at;
    }
    return std::string_view::npos;
  }

 private:
  std::array<bool, 256> is_in_{};
};

}  // namespace errwatch
