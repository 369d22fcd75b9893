// Of a text that is too long for its place: its beginning and its end. What says where something happened
// stands at the end of many messages ("... in /var/www/html/shop/cart.php:128").
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

#include "base/utf8.h"

namespace errwatch {

// Between the two; the same in texts of any kind.
inline constexpr std::string_view kLeftOut = "...";

// How many bytes of the beginning and of the end of `all` are kept in `room`; the end gets no less, or
// nothing where there is room for all of it, or too little for both.
struct KeptBytes {
  std::size_t first, last;
};
constexpr KeptBytes KeptOf(std::size_t all, std::size_t room) noexcept {
  if (all <= room || room < 4 * kLeftOut.size()) return {std::min(all, room), 0};
  const std::size_t kept = room - kLeftOut.size();
  return {kept / 2, kept - kept / 2};
}

// What is kept. No character of UTF-8 is cut.
struct BothEnds {
  std::string_view first, last;
  bool whole = true;  // `first` is all of it
};
inline BothEnds EndsOf(std::string_view text, std::size_t room) noexcept {
  auto [first, end] = KeptOf(text.size(), room);
  if (end == 0) return {text.substr(0, first), {}, true};
  std::size_t last = text.size() - end;
  // Bytes that are no UTF-8 are not worth a longer walk.
  for (int i = 0; i < 3 && first > 0 && IsUtf8Continuation(text[first]); ++i) --first;
  for (int i = 0; i < 3 && last < text.size() && IsUtf8Continuation(text[last]); ++i) ++last;
  return {text.substr(0, first), text.substr(last), false};
}

// Writes at most `room` bytes to `to` and returns how many. No allocation.
inline std::size_t CopyBothEnds(std::string_view text, char* to, std::size_t room) noexcept {
  const BothEnds ends = EndsOf(text, room);
  std::size_t size = 0;
  const auto put = [&](std::string_view part) {
    if (!part.empty()) std::memcpy(to + size, part.data(), part.size());
    size += part.size();
  };
  put(ends.first);
  if (!ends.whole) put(kLeftOut);
  put(ends.last);
  return size;
}

inline std::string ShortenedInTheMiddle(std::string_view text, std::size_t room) {
  const BothEnds ends = EndsOf(text, room);
  std::string shown(ends.first);
  if (!ends.whole) shown.append(kLeftOut).append(ends.last);
  return shown;
}

}  // namespace errwatch
