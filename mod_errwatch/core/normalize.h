// Undoes what attackers do to hide a payload, so that one pattern covers all spellings.
//
// In this order, repeated until nothing changes (at most three rounds): httpd's own escaping (\xHH, \\, \n, \t ...; messages only),
// percent and %uHHHH decoding, overlong and full-width UTF-8 to ASCII, '+' to blank (queries only), HTML character references,
// NUL removed, C comments to a blank, runs of white space to one blank, ASCII lower case.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace errwatch {

enum class TextKind : unsigned char {
  kMessage,  // escaped by httpd
  kPath,
  kQuery,    // '+' is a blank
  kHeader,
};

// Writes the decoded form to `out` and returns it; what does not fit is cut. Allocates nothing, runs in time linear in `text`.
// REQUIRES: out.size() >= text.size() for a form that is not cut.
std::string_view Normalize(std::string_view text, TextKind kind, std::span<char> out) noexcept;

}  // namespace errwatch
