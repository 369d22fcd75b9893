// Holds tokens of SQL against a slow reader of the plain ones, and checks what every answer promises. NoSQL
// is asked, too.
#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "structure/nosql.h"
#include "structure/sql.h"
#include "structure/sql_token.h"

namespace {

void Require(bool condition) {
  if (!condition) std::abort();
}

// Every token is a part of the text behind the one before it, and there is an end.
void CheckOrder(std::string_view text) {
  errwatch::SqlTokens tokens(text);
  std::size_t left = text.size();
  for (errwatch::SqlToken token = tokens.Next(); token.kind != errwatch::SqlKind::kEnd;
       token = tokens.Next()) {
    Require(tokens.rest().size() < left);
    Require(token.text.empty() || (token.text.data() >= text.data() + (text.size() - left) &&
                                   token.text.data() + token.text.size() <= text.data() + text.size()));
    left = tokens.rest().size();
  }
  Require(tokens.rest().empty());
}

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || c == '_'; }
bool IsFigure(char c) { return c >= '0' && c <= '9'; }

// Of a text that is made of letters, figures, blanks, parentheses and commas alone, the tokens by hand.
std::vector<std::string> PlainTokens(const std::string& text) {
  std::vector<std::string> tokens;
  for (const char c : text) {
    const bool goes_on = !tokens.empty() && !tokens.back().empty() && (IsLetter(c) || IsFigure(c)) &&
                         (IsLetter(tokens.back().back()) || IsFigure(tokens.back().back()));
    if (goes_on) {
      tokens.back() += c;
    } else if (c == ' ') {
      tokens.emplace_back();
    } else {
      tokens.emplace_back(1, c);
    }
  }
  std::erase(tokens, "");
  return tokens;
}

void CheckPlain(std::string text) {
  std::ranges::transform(text, text.begin(),
                         [](char c) { return IsLetter(c) || c == '(' || c == ')' || c == ',' ? c : ' '; });
  errwatch::SqlTokens tokens(text);
  for (const std::string& expected : PlainTokens(text)) Require(tokens.Next().text == expected);
  Require(tokens.Next().kind == errwatch::SqlKind::kEnd);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string text(reinterpret_cast<const char*>(data), std::min<std::size_t>(size, 8192));
  std::ranges::transform(text, text.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  CheckOrder(text);
  CheckPlain(text);
  const bool sql = errwatch::HasSql({text, text});
  Require(sql == errwatch::HasSql({text, text}));
  Require(!sql || (errwatch::MarksIn(text) & errwatch::kSqlMarks) != 0);
  Require(!errwatch::HasNosql({text, text}) || (errwatch::MarksIn(text) & errwatch::kNosqlMarks) != 0);
  return 0;
}
