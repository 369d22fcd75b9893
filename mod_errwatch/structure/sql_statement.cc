#include "structure/sql_statement.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace errwatch {
namespace {

// What may follow, in order. A word stands for itself, an upper-case letter for:
//   N a name    O a kind of object    P a procedure of the server    T text    V a variable    ( = themselves
//   E the end: a comment or a semicolon    S somewhere behind it, what to insert
struct StatementForm {
  std::string_view first;
  std::array<std::string_view, 3> then;
};

constexpr auto kStatementForms = std::to_array<StatementForm>({
    {"alter", {"O", "N"}},
    {"attach", {"database", "T"}},
    {"call", {"N", "("}},
    {"copy", {"N", "from"}},
    {"copy", {"N", "to"}},
    {"copy", {"(", "select"}},
    {"create", {"O", "N"}},
    {"declare", {"V"}},
    {"declare", {"N", "N", ";"}},
    {"delete", {"from", "N"}},
    {"drop", {"O", "N"}},
    {"drop", {"N", "E"}},
    {"exec", {"("}},
    {"exec", {"P"}},
    {"exec", {"V"}},
    {"execute", {"("}},
    {"execute", {"P"}},
    {"execute", {"V"}},
    {"execute", {"immediate"}},
    {"grant", {"N", "to"}},
    {"grant", {"N", "on"}},
    {"handler", {"N", "open"}},
    {"handler", {"N", "read"}},
    {"insert", {"into", "N"}},
    {"insert", {"N", "(", "S"}},
    {"load", {"data"}},
    {"merge", {"into", "N"}},
    {"print", {"T"}},
    {"rename", {"table", "N"}},
    {"replace", {"into", "N"}},
    {"replace", {"N", "(", "S"}},
    {"set", {"V", "="}},
    {"shutdown", {"E"}},
    {"truncate", {"table", "N"}},
    {"update", {"N", "set"}},
    {"waitfor", {"delay", "T"}},
    {"waitfor", {"time", "T"}},
});

constexpr auto kSqlObjects = std::to_array<std::string_view>(
    {"aggregate", "alias",   "column",    "database", "extension", "function", "index",  "language",
     "login",     "package", "procedure", "role",     "schema",    "sequence", "server", "session",
     "system",    "table",   "trigger",   "type",     "user",      "view"});

// Words between that change nothing of the form, and how many there may be.
constexpr int kMaxOptionalWords = 4;
constexpr auto kOptionalWords =
    std::to_array<std::string_view>({"delayed", "exists", "if", "ignore", "low_priority", "not", "only", "or",
                                     "replace", "temp", "temporary", "unique"});

bool IsWordLike(const SqlToken& token) {
  return token.kind == SqlKind::kName || token.kind == SqlKind::kWord || token.kind == SqlKind::kVariable;
}

bool IsServerProcedure(const SqlToken& token) {
  return token.word == SqlWord::kProbe || (IsWordLike(token) && (token.text.starts_with("master.") ||
                                                                 token.text.find(".xp_") != token.text.npos ||
                                                                 token.text.find(".sp_") != token.text.npos));
}

bool FitsForm(std::string_view item, const SqlToken& token) {
  if (item.size() != 1) return item == token.text;
  switch (item.front()) {
    case 'N':
      return IsWordLike(token);
    case 'O':
      return std::ranges::find(kSqlObjects, token.text) != kSqlObjects.end();
    case 'P':
      return IsServerProcedure(token);
    case 'T':
      return token.kind == SqlKind::kText || token.kind == SqlKind::kOpenText;
    case 'V':
      return token.kind == SqlKind::kVariable;
    case 'E':
      return token.kind == SqlKind::kComment || token.kind == SqlKind::kSemicolon;
    default:
      return item == token.text;
  }
}

bool IsOptionalWord(const SqlToken& token) {
  return std::ranges::find(kOptionalWords, token.text) != kOptionalWords.end();
}

// So far is a query looked for behind the beginning of a statement.
constexpr std::size_t kMostInStatement = 256;

bool MatchesForm(const StatementForm& form, SqlTokens tokens) {
  for (const std::string_view item : form.then) {
    if (item.empty()) return true;
    if (item == "S") {
      const std::string_view rest = tokens.rest().substr(0, kMostInStatement);
      return rest.find("values") != rest.npos || rest.find("select") != rest.npos;
    }
    SqlToken token = item == "E" ? tokens.Next() : tokens.NextOfStatement();
    for (int i = 0; i < kMaxOptionalWords && !FitsForm(item, token) && IsOptionalWord(token); ++i)
      token = tokens.NextOfStatement();
    if (!FitsForm(item, token)) return false;
  }
  return true;
}

}  // namespace

bool BeginsSqlStatement(std::string_view first, SqlTokens tokens) noexcept {
  for (const StatementForm& form : kStatementForms)
    if (form.first == first && MatchesForm(form, tokens)) return true;
  return false;
}

}  // namespace errwatch
