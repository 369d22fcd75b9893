// The shape of a path: what is left when numbers, hashes and short suffixes, which differ from one generated
// name to the next, are taken out. Thirty missing thumbnails of one page have one shape, thirty guessed names
// thirty.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace errwatch {

// A path as it was sent, without its query -> its shape:
//   letters              lower case
//   a run of digits      '#'                                   /p17.jpg            -> /p#.jpg
//   eight or more hexadecimal digits, some of them 0-9         '#'
//                                                              /x/3f2a99c0.js      -> /x/#.js
//   '#' behind '#' and one of - _ .                            one '#'             /app-1.2.3.js -> /app-#.js
//   up to three letters behind - or _, where no letter or dot comes before them in the segment: '*'
//                                                              /Translation-de_DE  -> /translation-*_*
//   sixteen or more letters and digits, some of them digits    '#'
//   letters, digits, - _ . as %xx                              as themselves       /%61dmin            -> /admin
//   slashes side by side                                       one
// What does not fit is cut. No allocation; time linear in the path.
class PathShape {
 public:
  explicit PathShape(std::string_view path) noexcept;
  std::string_view view() const { return {text_.data(), size_}; }

  static constexpr std::size_t kMaxBytes = 256;

 private:
  void Token(std::string_view token, bool suffix, bool has_digits) noexcept;
  void Put(char c) noexcept {
    if (size_ < text_.size()) text_[size_++] = c;
  }

  std::array<char, kMaxBytes> text_;
  std::size_t size_ = 0;
};

}  // namespace errwatch
