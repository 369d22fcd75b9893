#include "structure/sql_statement.h"

#include <algorithm>

#include "base/ascii.h"
#include "structure/sql_statement_forms.h"

namespace errwatch {
namespace {

// Words between that change nothing of the form, and how many there may be.
constexpr int kMaxOptionalWords = 4;
constexpr auto kOptionalWords = std::to_array<std::string_view>(
    {"concurrently", "delayed", "exists",       "external",     "force",  "foreign", "global", "if",
     "ignore",       "local",   "low_priority", "materialized", "not",    "only",    "or",     "quick",
     "replace",      "temp",    "temporary",    "trusted",      "unique", "unlogged"});
static_assert(std::ranges::is_sorted(kOptionalWords));

// So far is a query looked for behind the beginning of a statement.
constexpr std::size_t kMostInStatement = 256;
constexpr std::size_t kPriceOfLook = 64;  // for a statement of that name
constexpr int kMaxSkippedStatements = 4;
constexpr int kMaxSkippedWords = 12;

bool IsWordLike(const SqlToken& token) {
  return token.kind == SqlKind::kName || token.kind == SqlKind::kWord || token.kind == SqlKind::kVariable ||
         (token.kind == SqlKind::kText && token.quote == '"');
}

bool IsServerProcedure(const SqlToken& token) {
  return token.word == SqlWord::kProbe || (IsWordLike(token) && (token.text.starts_with("master.") ||
                                                                 token.text.find(".xp_") != token.text.npos ||
                                                                 token.text.find(".sp_") != token.text.npos));
}

bool IsListed(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::string_view one = list.substr(0, list.find('|'));
    if (one == word) return true;
    list.remove_prefix(std::min(one.size() + 1, list.size()));
  }
  return false;
}

bool IsValue(const SqlToken& token) {
  return token.kind == SqlKind::kNumber || token.kind == SqlKind::kText || token.kind == SqlKind::kOpenText ||
         token.kind == SqlKind::kVariable || (token.kind == SqlKind::kName && token.calls_at_once);
}

bool IsMarkedEnd(const SqlToken& token) {
  return token.kind == SqlKind::kComment || token.kind == SqlKind::kSemicolon;
}

bool IsEnd(const SqlToken& token, SqlStatementEnd end) {
  if (IsMarkedEnd(token) || IsListed(kWordsBehindStatement, token.text)) return true;
  return end == SqlStatementEnd::kMayBeText &&
         (token.kind == SqlKind::kEnd || token.kind == SqlKind::kClose || token.kind == SqlKind::kComma);
}

// One of the letters of sql_statement_forms.h.
bool FitsLetter(char letter, const SqlToken& token, SqlStatementEnd end) {
  switch (letter) {
    case 'N':
      return IsWordLike(token);
    case 'O':
      return IsListed(kSqlObjects, token.text);
    case 'P':
      return IsServerProcedure(token);
    case 'T':
      return token.kind == SqlKind::kText || token.kind == SqlKind::kOpenText;
    case 'A':
      return FitsLetter('T', token, end) && !token.apart;
    case 'C':
      return token.calls_at_once;
    case 'K':
      return token.kind == SqlKind::kVariable || token.calls_at_once || token.text.starts_with("0x");
    case 'B':
      return token.kind == SqlKind::kText && token.quote == '\0';
    case 'V':
      return token.kind == SqlKind::kVariable;
    case 'H':
      return IsValue(token);
    case 'D':
      return (token.word == SqlWord::kDelay || token.word == SqlWord::kProbe) && token.is_call;
    case 'M':
      return token.kind == SqlKind::kCompare;
    case 'E':
      return IsMarkedEnd(token);
    case 'X':
      return IsEnd(token, end);
    default:
      return false;
  }
}

bool FitsItem(std::string_view item, const SqlToken& token, SqlStatementEnd end) {
  while (!item.empty()) {
    const std::string_view one = item.substr(0, item.find('|'));
    const bool is_letter = one.size() == 1 && IsUpper(one.front());
    if (is_letter ? FitsLetter(one.front(), token, end) : one == token.text) return true;
    item.remove_prefix(std::min(one.size() + 1, item.size()));
  }
  return false;
}

// Those that may end a statement are marks, too.
bool AsksForEnd(std::string_view item) { return item.find_first_of("EX") != std::string_view::npos; }

bool EndsHere(SqlTokens tokens) {
  const SqlToken next = tokens.Next();
  return next.kind == SqlKind::kEnd || next.kind == SqlKind::kComment;
}

bool IsMarkedEndOrNone(SqlTokens tokens) {
  const SqlToken next = tokens.Next();
  return next.kind == SqlKind::kEnd || IsMarkedEnd(next);
}

bool InsertsSomething(std::string_view rest) {
  rest = rest.substr(0, kMostInStatement);
  return rest.find("values(") != rest.npos || rest.find("values (") != rest.npos ||
         rest.ends_with("values") || rest.find("select") != rest.npos;
}

// The token for `item`, behind words that may stand before it.
SqlToken TokenFor(std::string_view item, SqlTokens& tokens, SqlStatementEnd end, SqlBudget& budget) {
  const std::size_t before = tokens.rest().size();
  SqlToken token = AsksForEnd(item) ? tokens.Next() : tokens.NextOfStatement();
  for (int i = 0; i < kMaxOptionalWords; ++i) {
    const bool optional = std::ranges::binary_search(kOptionalWords, token.text);
    if (!optional || (item != "N" && FitsItem(item, token, end))) break;
    if (item == "N" && IsMarkedEndOrNone(tokens)) break;  // "drop table temp": it is the name
    token = tokens.NextOfStatement();
    budget.Spend(SqlBudget::kPriceOfToken);
  }
  budget.SpendOnToken(before - tokens.rest().size());
  return token;
}

bool MatchesForm(std::string_view items, SqlTokens tokens, SqlStatementEnd end, SqlBudget& budget) {
  while (!items.empty() && !budget.empty()) {
    const std::string_view item = items.substr(0, items.find(' '));
    items.remove_prefix(std::min(item.size() + 1, items.size()));
    if (item == "S") return InsertsSomething(tokens.rest());
    SqlToken token = TokenFor(item, tokens, end, budget);
    if (item == "N" && token.text == "[") {  // [users]
      token = tokens.NextOfStatement();
      if (!IsWordLike(token) || tokens.NextOfStatement().text != "]") return false;
    }
    if (!FitsItem(item, token, end)) return false;
    // "; vacuum; mop": a list
    if (item.ends_with('E') && token.kind == SqlKind::kSemicolon && !EndsHere(tokens)) return false;
  }
  return items.empty();
}

// "select 1", "select a, b", "select * from": a query and no invitation.
bool BeginsQuery(const SqlToken& first, SqlTokens tokens) {
  if (first.text != "select") return false;
  const SqlToken what = tokens.NextOfStatement();
  if (what.kind == SqlKind::kStar || what.kind == SqlKind::kOpen || IsValue(what)) return true;
  const SqlToken next = tokens.NextOfStatement();
  return IsWordLike(what) && (next.kind == SqlKind::kComma || next.text == "from");
}

bool IsFirstOfForm(std::string_view word) {
  return std::ranges::binary_search(kStatementForms, word, {}, FirstOfForm);
}

// Behind `first`, which begins a statement: up to where the next one begins.
bool SkipsStatement(const SqlToken& first, SqlTokens& tokens) {
  if (first.text == "explain") {
    for (int i = 0; i < kMaxSkippedWords; ++i) {
      SqlTokens ahead = tokens;
      if (!IsListed(kWordsOfExplain, ahead.NextOfStatement().text)) break;
      tokens = ahead;
    }
    return true;
  }
  SqlTokens ahead = tokens;
  if (first.text == "begin") {  // "begin; update", "begin transaction; update", "begin dbms_lock.sleep(5)"
    const SqlToken next = ahead.NextOfStatement();
    if (IsListed(kWordsOfBegin, next.text)) ahead.NextOfStatement();
    if (next.kind == SqlKind::kSemicolon || IsListed(kWordsOfBegin, next.text)) tokens = ahead;
    return true;
  }
  if (!IsListed(kHarmlessStatements, first.text) && !IsFirstOfForm(first.text)) return false;
  for (int i = 0; i < kMaxSkippedWords; ++i) {
    const SqlToken token = ahead.NextOfStatement();
    if (token.kind == SqlKind::kSemicolon) {
      tokens = ahead;
      return true;
    }
    if (token.kind == SqlKind::kEnd) return false;
  }
  return false;
}

}  // namespace

bool BeginsSqlStatement(const SqlToken& first, SqlTokens tokens, SqlStatementEnd end,
                        SqlBudget& budget) noexcept {
  budget.Spend(kPriceOfLook);
  const auto* form = std::ranges::lower_bound(kStatementForms, first.text, {}, FirstOfForm);
  for (; form != kStatementForms.end() && FirstOfForm(*form) == first.text; ++form) {
    if (MatchesForm(form->substr(first.text.size() + 1), tokens, end, budget)) return true;
  }
  return false;
}

bool RunsSqlStatement(SqlToken first, SqlTokens tokens, SqlStatementEnd end, SqlBudget& budget) noexcept {
  for (int i = 0; i < kMaxSkippedStatements; ++i) {
    if (BeginsSqlStatement(first, tokens, end, budget)) return true;
    if (i > 0 && (FitsLetter('D', first, end) || BeginsQuery(first, tokens))) return true;
    const std::size_t before = tokens.rest().size();
    const bool skips = SkipsStatement(first, tokens);
    budget.Spend(kPriceOfLook + before - tokens.rest().size());
    if (!skips) return false;
    first = tokens.NextOfStatement();
  }
  return false;
}

}  // namespace errwatch
