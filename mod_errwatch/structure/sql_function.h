// Functions by what a call of them tells of the value that it stands in: an attacker who sees one bit of an
// answer cuts a text into pieces and asks for the number of a letter; a person adds and rounds.
#pragma once

#include <string_view>

namespace errwatch {

enum class SqlFunction : unsigned char {
  kOther,
  kFormula,  // of mathematics, and names of one letter: f(x)
  kReads,    // of a text, or of another type made of one
  kPiece,    // substr, mid: also kReads
  kCode,     // ascii, ord: also kReads
  kChooses,  // if, iif: by a condition; also kReads
  kTells,    // who is asking and what answers: user(), version()
};

SqlFunction FindSqlFunction(std::string_view name) noexcept;

constexpr bool ReadsText(SqlFunction function) {
  using enum SqlFunction;
  return function == kReads || function == kPiece || function == kCode || function == kChooses;
}

}  // namespace errwatch
