// HTML that would run or load something where it is put: in text, behind a quoted or an unquoted attribute,
// or in a string of a script.
#pragma once

#include <string_view>

#include "structure/finding.h"
#include "structure/value.h"

namespace errwatch {

// Of these characters each text that HasMarkup finds has one.
inline constexpr std::string_view kMarkupMarks = "<=\\:-%";
// And of those that were typed (typed.h).
inline constexpr MarkSet kTypedMarkupMarks = Marks("<\\%:+ ");

// True for: an element that runs or loads, markup behind a quotation mark that nothing opened, the end of an
// element of raw text, an attribute that runs (`on...=` with code, srcdoc, a script's address, a style that
// runs), and a value that is a script's address. Plain markup (<b>, <img src=a.png>) is none.
Finding FindMarkup(const Value& value) noexcept;
bool HasMarkup(const Value& value) noexcept;  // that runs

}  // namespace errwatch
