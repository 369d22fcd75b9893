// What of a request, or of a message about one, may be kept and shown: all but what its secret fields hold
// (model/secret_field.h).
//
// Fields are looked for wherever they can stand, however they are encoded (twice at most): "password=x" in a
// query, a body, a cookie or an address within a message; "password":"x" of JSON; "<password>x</password>";
// "ARGS:password: x" of ModSecurity; "//user:x@host". What is left out in vain costs a reader little, what is
// shown in vain may cost a password.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace errwatch {

// Stands for a value of any length, none included.
inline constexpr std::string_view kMasked = "***";

enum class TextForm : uint8_t {
  kQuery,   // fields end at an ampersand: also of bodies
  kPath,    // ... at a slash or a semicolon, too
  kCookie,  // ... at a semicolon
  kMessage  // ... at a blank or a quotation mark, too
};

// Where a value is masked.
struct SecretPlace {
  std::size_t begin, end;
};
// The first one of text[from, ...); none: both are text.size() + 1. REQUIRES: `from` is 0 or the end of one.
SecretPlace NextSecret(std::string_view text, std::size_t from, TextForm form) noexcept;

// Hands out what is shown of text[begin, end), piece by piece, in its order. The whole text is looked at: a
// value is also known by a name in front of `begin`. Linear time, no allocation.
template <typename Put>
void ForEachShown(std::string_view text, TextForm form, std::size_t begin, std::size_t end, Put put) {
  for (std::size_t at = 0; at <= end;) {
    const SecretPlace secret = NextSecret(text, at, form);
    const std::size_t from = std::max(at, begin);
    if (const std::size_t to = std::min(secret.begin, end); from < to) put(text.substr(from, to - from));
    if (secret.begin <= end && secret.end >= begin) put(kMasked);
    at = std::max(secret.end, at + 1);
  }
}

// Whole, into at most `room` bytes of `to`, or both ends of it as base/both_ends.h says; returns how many.
std::size_t CopyShown(std::string_view text, TextForm form, char* to, std::size_t room) noexcept;

// For what is no hook.
std::string Shown(std::string_view text, TextForm form);

}  // namespace errwatch
