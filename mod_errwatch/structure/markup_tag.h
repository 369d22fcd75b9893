// Tags of HTML, however they are spelt, and what an element is followed by.
#pragma once

#include <cstddef>
#include <string_view>

#include "structure/cursor.h"
#include "structure/finding.h"

namespace errwatch {

// Length of what opens a tag at `at`: also as a script's string has it, in UTF-7, and encoded too often.
std::size_t TagOpenLength(std::string_view text, std::size_t at) noexcept;

// Mostly one look at a byte says that there is none.
inline bool MayOpenTag(std::string_view text, std::size_t at) {
  static constexpr ByteTable kFirst("<\\+%");
  const char c = text[at];
  return kFirst.Has(c) || (c == ' ' && At(text, at + 1) == 'a') || (c == 'a' && at == 0);
}

struct MarkupTag {
  std::string_view name;
  std::size_t end = 0;  // behind the name; 0: no tag
  bool closes = false;
};

// `at`: behind what opens it. An element spelt with blanks ("s cript") is read as it is meant.
MarkupTag ReadMarkupTag(std::string_view text, std::size_t at) noexcept;

// What an element's start is followed by, up to the next tag; `end` is behind its name or its attributes.
std::string_view ContentBehind(std::string_view text, std::size_t end) noexcept;

// Style sheets that load others, run, or tell somebody what stands in a field.
bool HasStyleThatSends(std::string_view sheet) noexcept;

// The end of an element of raw text is also what people write about: "the </script> tag".
bool BareEnds(std::string_view text, std::size_t open, std::size_t end, std::string_view name) noexcept;

// An element without attributes is also what people write about ("list<object>", "the <svg> element"): it
// runs by what stands in it.
Finding OfBareElement(std::string_view text, std::size_t open, std::size_t end,
                      std::string_view name) noexcept;

}  // namespace errwatch
