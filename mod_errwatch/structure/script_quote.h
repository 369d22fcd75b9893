// JavaScript behind a quotation mark that ends the string it was put into: `'-(alert)(1)-'`,
// `';[a]=[alert];a(1)//`.
#pragma once

#include <cstddef>
#include <string_view>

#include "structure/cursor.h"
#include "structure/step_budget.h"

namespace errwatch {

// An operator or a statement begins at `at`, right behind the mark; something of the browser is used as only
// code does; and it ends as whoever must not leave the page's own code broken ends it: with an operator and a
// mark, or a comment. Two names in a row are prose.
bool LeavesString(std::string_view text, std::size_t at, StepBudget& budget) noexcept;

// Quick looks at what stands behind a mark, and at the whole text. False: LeavesString finds nothing there,
// or nowhere. Most that is full of quotation marks names nothing of the browser.
inline bool MayLeaveStringAt(std::string_view text, std::size_t at) {
  static constexpr ByteTable kFirst(" -+*/,|&?:=<>^%~;})].[\\$_abcdefghijklmnopqrstuvwxyz");
  return at < text.size() && kFirst.Has(text[at]);
}
bool MayLeaveString(std::string_view text) noexcept;

}  // namespace errwatch
