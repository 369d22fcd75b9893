// Values at the front of a text, taken off one by one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/ascii.h"

namespace errwatch::cli {

class Front {
 public:
  explicit Front(std::string_view text) : rest_(text) {}

  std::size_t size() const { return rest_.size(); }

  bool Number(std::size_t least, std::size_t most, int64_t& value) noexcept {
    std::size_t digits = 0;
    value = 0;
    while (digits < most && digits < rest_.size() && IsDigit(rest_[digits]))
      value = value * 10 + (rest_[digits++] - '0');
    rest_.remove_prefix(digits);
    return digits >= least;
  }
  bool Number(std::size_t least, std::size_t most, int& value) noexcept {
    int64_t number = 0;
    const bool read = Number(least, most, number);
    value = static_cast<int>(number);
    return read;
  }
  std::string_view Letters() noexcept {
    std::size_t letters = 0;
    while (letters < rest_.size() && IsAlpha(rest_[letters])) ++letters;
    const std::string_view word = rest_.substr(0, letters);
    rest_.remove_prefix(letters);
    return word;
  }
  bool Literal(std::string_view text) noexcept {
    if (!rest_.starts_with(text)) return false;
    rest_.remove_prefix(text.size());
    return true;
  }
  void Blank() noexcept {
    if (rest_.starts_with(' ')) rest_.remove_prefix(1);
  }
  // "+0200", "-02:30"
  bool Zone(std::optional<int>& offset) noexcept {
    if (rest_.empty() || (rest_[0] != '+' && rest_[0] != '-')) return false;
    const int sign = rest_[0] == '-' ? -1 : 1;
    rest_.remove_prefix(1);
    int hours = 0, minutes = 0;
    if (!Number(2, 2, hours)) return false;
    Literal(":");
    if (!Number(2, 2, minutes) || hours > 23 || minutes > 59) return false;
    offset = sign * (hours * 3600 + minutes * 60);
    return true;
  }

 private:
  std::string_view rest_;
};

}  // namespace errwatch::cli
