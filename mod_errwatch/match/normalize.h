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
  kQuery,    // '+' is a blank; '&' stands between two parts
  kAddress,  // '&' and '?' stand between two parts
  kHeader,
  kCookies,  // ';' stands between two parts
  kLines,    // several headers, one a line: a part is a line
};

// Where a part of a text stands in it as it was sent, and in its decoded form.
struct TextPart {
  std::size_t sent_begin = 0;
  std::size_t sent_bytes = 0;
  std::size_t begin = 0;
  std::size_t bytes = 0;
  bool has_lines = false;    // decoded, it is of several lines
  bool has_comment = false;  // a comment with a text was taken out
  bool plain = false;        // one part, and nothing in it changed but letter case: it has no line ends
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

// ASCII letters in lower case. Writes to `out`; REQUIRES: out.size() >= text.size().
std::string_view LowerCase(std::string_view text, std::span<char> out) noexcept;

// Writes the decoded form to `out`; what does not fit is cut. Each part of the text is decoded by itself, so
// nothing in one changes how another is read, and no part is joined to the next or torn in two. Where `parts`
// ends before the parts do, the last one has all that is left. Allocates nothing, runs in time linear in
// `text`. REQUIRES: out.size() >= text.size() for a form that is not cut; parts is not empty. `part_count`
// receives how many parts there are.
Normalized Normalize(std::string_view text, TextKind kind, std::span<char> out, std::span<TextPart> parts,
                     std::size_t* part_count) noexcept;
Normalized Normalize(std::string_view text, TextKind kind, std::span<char> out) noexcept;

// Of the part that begins at `from`, in a text as it was sent.
std::size_t EndOfPart(std::string_view text, std::size_t from, TextKind kind) noexcept;

// One part, decoded, with what stands in its comments: to most languages "/*" opens nothing.
std::string_view NormalizeWithComments(std::string_view part, TextKind kind, std::span<char> out) noexcept;

// One part, decoded, without comments that go to the end of a line (ReplaceLineComments).
std::string_view NormalizeWithoutLineComments(std::string_view part, TextKind kind,
                                              std::span<char> out) noexcept;

}  // namespace errwatch
