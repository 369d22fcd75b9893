// A text that is read from its front.
#pragma once

#include <cstddef>
#include <string_view>

namespace errwatch {

class TextFront {
 public:
  explicit constexpr TextFront(std::string_view rest) : rest_(rest) {}

  constexpr bool Take(std::string_view what) {
    if (!rest_.starts_with(what)) return false;
    rest_.remove_prefix(what.size());
    return true;
  }
  constexpr bool TakeAnyOf(std::string_view set) {
    if (rest_.empty() || set.find(rest_.front()) == std::string_view::npos) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // As far as all bytes are such.
  template <typename IsSuch>
  constexpr std::string_view TakeWhile(IsSuch is_such) {
    std::size_t end = 0;
    while (end < rest_.size() && is_such(rest_[end])) ++end;
    return TakeBytes(end);
  }
  // Without it.
  constexpr std::string_view TakeUpTo(char c) { return TakeBytes(rest_.find(c)); }

  constexpr std::string_view rest() const { return rest_; }
  // NUL at the end.
  constexpr char front() const { return rest_.empty() ? '\0' : rest_.front(); }

 private:
  constexpr std::string_view TakeBytes(std::size_t count) {
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view rest_;
};

}  // namespace errwatch
