// Letters and digits that follow each other (with the signs of base64), or one byte again and again: a
// picture in base64, a ticket, or what is sent to fill a limit. Of each such run no more than a beginning is
// worth keeping where there is too little room for everything.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace errwatch {

class PlainRuns {
 public:
  static constexpr std::size_t kKept = 256;

  // False: the byte that comes next stands so far in a run that it may be left out.
  bool Keeps(char c) noexcept;
  // Something else begins.
  void End() { last_ = '\0'; }

 private:
  std::size_t bytes_ = 0;  // that belong together at the end, kept or not
  char last_ = '\0';       // ... of them
};

// A text with its long runs cut short, up to what fits into `out`.
std::string_view ShortenRuns(std::string_view text, std::span<char> out) noexcept;

}  // namespace errwatch
