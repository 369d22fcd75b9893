// Quoted-printable, in pieces of any size: "=27" is an apostrophe, "=" at the end of a line joins it to the
// next. Some readers of multipart undo it where a part says so, some never do: what is no sign of ASCII stays
// as it is.
#pragma once

#include <cstddef>
#include <string_view>

#include "match/body_text.h"

namespace errwatch {

class QuotedPrintable {
 public:
  void Read(std::string_view piece, BodyText& text) noexcept;
  // Nothing follows.
  void End(BodyText& text) noexcept;

 private:
  char kept_[2] = {};  // '=' and what came behind it
  std::size_t bytes_ = 0;
};

// What "=?utf-8?Q?a=20b?=" holds, encoded still; empty: it is none (RFC 2047). Blanks are underscores.
std::string_view QuotedWord(std::string_view text) noexcept;

}  // namespace errwatch
