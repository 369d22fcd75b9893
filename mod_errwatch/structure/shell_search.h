// What the searches for commands of Unix and of Windows have in common: the places where a command could
// begin, and whether what begins there was typed.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "structure/finding.h"
#include "structure/shell_place.h"
#include "structure/shell_typed.h"
#include "structure/step_budget.h"
#include "structure/value.h"

namespace errwatch {

class ShellSearch {
 public:
  ShellSearch(const Value& value, StepBudget& budget) : value_(value), budget_(budget) {}

  Finding finding() const { return finding_; }
  std::string_view text() const { return value_.text; }
  StepBudget& budget() { return budget_; }

  // True: there is nothing more to find.
  bool Note(bool typed) {
    finding_ = typed ? Finding::kTyped : Finding::kRuns;
    return !typed;
  }

  bool IsTypedLine() {
    if (!typed_line_) typed_line_ = !IsByIntruder() && IsTypedCommandLine(value_.text);
    return *typed_line_;
  }

  bool IsTyped(const ShellPlace& place) {
    // (A line is told by the line in front.)
    const bool by_line = place.opener != ShellOpener::kLine || value_.text.starts_with("#!");
    return (by_line && IsTypedLine()) || (IsTypedPlace(place) && !IsByIntruder());
  }

  // `looks_at`: bool(const ShellPlace&), as Note. True: there is nothing more to find.
  template <typename F>
  bool InText(F looks_at) {
    std::optional<ShellPlace> place = NextShellPlace(value_.text, 0);
    for (; place && !budget_.is_spent(); place = NextShellPlace(value_.text, place->from)) {
      if (looks_at(*place)) return true;
    }
    return false;
  }

  template <typename F>
  void InLines(F looks_at) {
    SentLines lines(value_.sent);
    while (const std::optional<ShellPlace> place = lines.Next()) {
      if (looks_at(*place)) return;
    }
  }

 private:
  // Asked once, however many places ask.
  bool IsByIntruder() {
    if (!by_intruder_) by_intruder_ = IsOfIntruder(value_.text);
    return *by_intruder_;
  }

  const Value& value_;
  StepBudget& budget_;
  Finding finding_ = Finding::kNothing;
  std::optional<bool> typed_line_;
  std::optional<bool> by_intruder_;
};

}  // namespace errwatch
