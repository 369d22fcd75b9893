// What is left to read of a pattern.
#pragma once

#include <cstddef>
#include <string_view>

namespace errwatch {

class PatternText {
 public:
  explicit PatternText(std::string_view text) : rest_(text) {}

  bool empty() const { return rest_.empty(); }
  std::string_view rest() const { return rest_; }
  bool At(std::string_view text) const { return rest_.starts_with(text); }
  bool At(char c) const { return !rest_.empty() && rest_.front() == c; }
  bool AtOneOf(std::string_view bytes) const {
    return !rest_.empty() && bytes.find(rest_.front()) != std::string_view::npos;
  }

  // REQUIRES: !empty().
  char Next() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }
  void Skip(std::size_t bytes) { rest_.remove_prefix(bytes); }
  bool Take(std::string_view text) {
    if (!At(text)) return false;
    Skip(text.size());
    return true;
  }
  bool Take(char c) {
    if (!At(c)) return false;
    Skip(1);
    return true;
  }
  // False where `end` is missing.
  bool SkipPast(char end) {
    const std::size_t at = rest_.find(end);
    if (at == std::string_view::npos) return false;
    Skip(at + 1);
    return true;
  }

 private:
  std::string_view rest_;
};

}  // namespace errwatch
