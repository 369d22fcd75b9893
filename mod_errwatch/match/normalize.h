// Undoes what attackers do to hide a payload, so that one pattern covers all spellings.
//
// First httpd's own escaping (\xHH, \\, \n, \t ...; messages only) is undone, once, as it was applied once.
// Then, in this order and until nothing changes (at most three rounds):
//   1. '+' to a blank (queries only)
//   2. percent signs and %uHHHH
//   3. overlong and full-width UTF-8 to ASCII
//   4. HTML character references
//   5. NUL removed
//   6. C comments to a blank
//   7. runs of white space to one blank
// All of it in ASCII lower case.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace errwatch {

enum class TextKind : unsigned char {
  kMessage,  // escaped by httpd
  kPath,
  kQuery,  // '+' is a blank
  kHeader,
  kLines,  // several headers, one a line: their line ends stay, and no other comes to them
};

struct Normalized {
  std::string_view text;
  bool lowered = false;  // an upper-case letter became lower case
  bool folded = false;   // white space became one blank
  bool decoded = false;  // more than letter case and white space changed
};

// Lower case, and every run of white space one blank (in kLines but for line ends): the form in which
// prefilters look for literals. Writes to `out`; REQUIRES: out.size() >= text.size().
std::string_view FoldText(std::string_view text, TextKind kind, std::span<char> out) noexcept;

// Writes the decoded form to `out`; what does not fit is cut. Allocates nothing, runs in time linear in
// `text`. REQUIRES: out.size() >= text.size() for a form that is not cut.
Normalized Normalize(std::string_view text, TextKind kind, std::span<char> out) noexcept;

}  // namespace errwatch
