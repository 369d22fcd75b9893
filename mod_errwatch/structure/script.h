// JavaScript that breaks out of a string, or that stands as a value and would run.
#pragma once

#include <string_view>

#include "structure/finding.h"
#include "structure/step_budget.h"
#include "structure/value.h"

namespace errwatch {

// Of these characters each text that HasScript finds has one.
inline constexpr std::string_view kJavaScriptMarks = "(`=.[";
// And of those that were typed (typed.h).
inline constexpr MarkSet kTypedScriptMarks = Marks("(.`[");

// True for: a call or an assignment behind a quotation mark and an operator (`';alert(1)//`, `"-f(1)-"`),
// calls of what a browser gives a script (alert, eval, fetch, ...) with the arguments of code, members by a
// computed name that are called, `${...}` with a call, identifiers in escapes, code of brackets alone,
// functions that are made of text, and secrets of the page that are sent or stand alone. Prose about it
// ("alert(s) sent") and calls of other languages (`printf("%d", x)`) are none.
Finding FindScript(const Value& value) noexcept;
Finding FindScript(const Value& value, StepBudget& budget) noexcept;
bool HasScript(const Value& value) noexcept;  // that runs

}  // namespace errwatch
