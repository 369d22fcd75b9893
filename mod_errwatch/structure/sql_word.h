// The words of SQL, by what they do in an expression. Everything else that looks like a word is a name.
#pragma once

#include <string_view>

namespace errwatch {

enum class SqlWord : unsigned char {
  kNone,
  kLogic,        // and, or: between conditions
  kNot,          // before an operand, or before "in", "like"...
  kCompare,      // between operands: in, between, is
  kLike,         // the same, and asks for a pattern
  kArithmetic,   // div, mod
  kConstant,     // null, true
  kSetOperator,  // union: what follows is a query of its own
  kQuery,        // select, values, table
  kPrefix,       // before an operand: distinct, exists, case
  kInfix,        // between operands of any kind: as, then, escape
  kWhen,         // behind "case" a prefix, behind an operand an infix
  kTop,          // "select top 5 name"
  kFrom,
  kPostfix,    // behind an operand: end, desc
  kBy,         // "order", "group": a clause if "by" follows
  kClause,     // having, limit, offset
  kProcedure,  // a clause that calls: "procedure analyse(...)"
  kInto,       // "into outfile"
  kStatement,  // begins a statement: insert, drop; see sql_statement.h
  kDelay,      // a function that takes its time
  kProbe,      // a function that tells about the database or leaves it
};

// What `word` (lower case; may have dots) is.
SqlWord FindSqlWord(std::string_view word) noexcept;

}  // namespace errwatch
