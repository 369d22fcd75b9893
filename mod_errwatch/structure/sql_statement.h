// Statements that stand behind the end of another: how each begins.
#pragma once

#include "structure/sql_token.h"

namespace errwatch {

// Whether a statement may be over where the text ends. Behind words that a person may have written it is to
// say more: "milk; delete from list".
enum class SqlStatementEnd : unsigned char { kMayBeText, kIsMarked };

// Does a statement begin with the word `first`, and does what follows in `tokens` go with it? Prose begins
// with the same words: "; update your profile", "; drop off at noon". What looking costs is taken from
// `budget`.
bool BeginsSqlStatement(const SqlToken& first, SqlTokens tokens, SqlStatementEnd end,
                        SqlBudget& budget) noexcept;

// The same, behind statements that do no harm: "use master; exec ...", "begin; update ...".
bool RunsSqlStatement(SqlToken first, SqlTokens tokens, SqlStatementEnd end, SqlBudget& budget) noexcept;

}  // namespace errwatch
