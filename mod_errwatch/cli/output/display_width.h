// How many columns of a terminal a text takes, and lines that are no wider than they should be.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace errwatch::cli {

// Columns: ideographs, kana, hangul and fullwidth forms take two, marks that combine none, others one each.
// Whatever the locale is. A byte that is no UTF-8 counts as one.
std::size_t DisplayWidth(std::string_view text);

// Broken at blanks, and between wide characters as Japanese is: no line begins with what closes
// (a full stop, a bracket) or ends with what opens. Lines behind the first begin with `indent` blanks.
// A long word stays whole.
std::string WrappedText(std::string_view text, std::size_t indent, std::size_t columns);

}  // namespace errwatch::cli
