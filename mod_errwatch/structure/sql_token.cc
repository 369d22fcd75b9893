#include "structure/sql_token.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

// So far is a comment looked through: it is read anew from many places of a text.
constexpr std::size_t kMostInComment = 64;

// SQL Server takes every control character for a blank; 0xA0 is one to MySQL (and part of many a letter).
bool IsSqlBlank(char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\xa0'; }
bool IsForeignByte(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool IsSqlNameByte(char c) { return IsAlnum(c) || c == '_' || c == '$' || (IsForeignByte(c) && c != '\xa0'); }
bool IsTextQuote(char c) { return c == '\'' || c == '"'; }

struct SqlOperator {
  std::string_view text;
  SqlKind kind;
};

// Of more than one character, longest first where one begins as another does.
constexpr auto kSqlOperators = std::to_array<SqlOperator>({
    {"<=>", SqlKind::kCompare},   {"#>>", SqlKind::kCompare},   {"->>", SqlKind::kArithmetic},
    {"!~~", SqlKind::kCompare},   {"!~*", SqlKind::kCompare},   {"===", SqlKind::kCompare},
    {"||", SqlKind::kConcat},     {"&&", SqlKind::kLogic},      {"::", SqlKind::kCast},
    {":=", SqlKind::kCompare},    {"<>", SqlKind::kCompare},    {"<=", SqlKind::kCompare},
    {">=", SqlKind::kCompare},    {"!=", SqlKind::kCompare},    {"==", SqlKind::kCompare},
    {"=*", SqlKind::kCompare},    {"^=", SqlKind::kCompare},    {"!<", SqlKind::kCompare},
    {"!>", SqlKind::kCompare},    {"!~", SqlKind::kCompare},    {"~~", SqlKind::kCompare},
    {"~*", SqlKind::kCompare},    {"@>", SqlKind::kCompare},    {"<@", SqlKind::kCompare},
    {"@?", SqlKind::kCompare},    {"?|", SqlKind::kCompare},    {"?&", SqlKind::kCompare},
    {"#>", SqlKind::kCompare},    {"->", SqlKind::kArithmetic}, {"<<", SqlKind::kArithmetic},
    {">>", SqlKind::kArithmetic},
});

SqlKind KindOfCharacter(char c) {
  switch (c) {
    case '=':
    case '<':
    case '>':
    case '?':
      return SqlKind::kCompare;
    case '+':
    case '-':
    case '~':
      return SqlKind::kSign;
    case '!':
      return SqlKind::kBang;
    case '/':
    case '%':
    case '^':
    case '|':
    case '&':
      return SqlKind::kArithmetic;
    case '*':
      return SqlKind::kStar;
    case ',':
      return SqlKind::kComma;
    case ';':
      return SqlKind::kSemicolon;
    case '.':
      return SqlKind::kDot;
    case '(':
    case '[':
      return SqlKind::kOpen;
    case ')':
    case ']':
    case '}':
      return SqlKind::kClose;
    default:
      return SqlKind::kOther;
  }
}

// What may stand behind the first character of an operator.
constexpr ByteTable kOperatorBytes("<>=!~*@|&:?");
bool IsOperatorByte(char c) { return kOperatorBytes.Has(c); }

}  // namespace

SqlToken SqlTokens::Take(SqlKind kind, std::size_t size) {
  const SqlToken token{.kind = kind, .text = text_.substr(at_, size)};
  at_ = std::min(at_ + size, text_.size());
  return token;
}

// A comment of C that stayed: MySQL runs what stands behind "/*!50000", also without an end.
bool SqlTokens::SkipComment() {
  if (At(at_) == '*' && At(at_ + 1) == '/') {
    at_ += 2;
    return true;
  }
  if (At(at_) != '/' || At(at_ + 1) != '*') return false;
  if (At(at_ + 2) == '!') {
    at_ += 3;
    while (IsDigit(At(at_))) ++at_;
    return true;
  }
  const std::size_t close = closes_ ? text_.substr(at_ + 2, kMostInComment).find("*/") : text_.npos;
  closes_ = close != text_.npos;
  if (closes_) at_ += close + 4;
  return closes_;
}

// MySQL overlooks a number like "1.e", and every backslash that a page put before a quotation mark is its
// own.
bool SqlTokens::SkipIdle() {
  if (At(at_) == '\\' && At(at_ + 1) != 'n') {
    do ++at_;
    while (At(at_) == '\\' && At(at_ + 1) != 'n');
    return true;
  }
  std::size_t end = at_;
  while (IsDigit(At(end))) ++end;
  if (end == at_ || At(end) != '.' || At(end + 1) != 'e' || IsAlnum(At(end + 2))) return false;
  at_ = end + 2;
  return true;
}

void SqlTokens::SkipBlanks() {
  while (at_ < text_.size()) {
    if (IsSqlBlank(text_[at_])) {
      ++at_;
    } else if (!SkipComment() && !SkipIdle()) {
      return;
    }
  }
}

bool SqlTokens::IsAtToken() const { return at_ < text_.size() && !IsSqlBlank(text_[at_]); }

void SqlTokens::SkipWordOfComment() noexcept {
  const std::size_t most = std::min(text_.size(), at_ + kMostInComment);
  while (at_ < most && !IsSqlBlank(text_[at_])) ++at_;
}

SqlToken SqlTokens::Next() noexcept {
  SkipBlanks();
  const bool apart = at_ > 0 && at_ < text_.size() && IsSqlBlank(text_[at_ - 1]);
  SqlToken token = Read();
  token.apart = apart;
  return token;
}

SqlToken SqlTokens::Read() {
  if (at_ >= text_.size()) return {};
  const char c = text_[at_];
  if (IsDigit(c) || (c == '.' && IsDigit(At(at_ + 1)))) return Number();
  if (IsTextQuote(c) || c == '`') return Quoted(c);
  if (IsSqlNameByte(c) && c != '$') return Word();
  return c == '$' ? Dollar() : Operator();
}

SqlToken SqlTokens::NextOfStatement() noexcept {
  SqlToken token = Next();
  while (token.kind == SqlKind::kComment) {
    SkipWordOfComment();
    token = Next();
  }
  return token;
}

// 1, .5, 1e5, 0x1f, 0b1; "1e0union" is a number and a word.
SqlToken SqlTokens::Number() {
  std::size_t end = at_;
  const char base = At(at_ + 1);
  if (At(at_) == '0' && (base == 'x' || base == 'b') && HexValue(At(at_ + 2)) >= 0) {
    end += 2;
    while (HexValue(At(end)) >= 0) ++end;
    return Take(SqlKind::kNumber, end - at_);
  }
  while (IsDigit(At(end)) || At(end) == '.') ++end;
  if (At(end) == 'e') {
    const std::size_t sign = At(end + 1) == '-' || At(end + 1) == '+' ? 1 : 0;
    if (IsDigit(At(end + 1 + sign))) {
      end += 1 + sign;
      while (IsDigit(At(end))) ++end;
    }
  }
  std::size_t word_end = end;
  while (IsSqlNameByte(At(word_end))) ++word_end;
  const bool splits = word_end == end || FindSqlWord(text_.substr(end, word_end - end)) != SqlWord::kNone;
  return splits ? Take(SqlKind::kNumber, end - at_) : Take(SqlKind::kName, word_end - at_);
}

SqlToken SqlTokens::Quoted(char quote) {
  const std::size_t begin = at_ + 1;
  std::size_t end = begin;
  while (end < text_.size()) {
    if (text_[end] == quote) {
      if (At(end + 1) != quote) break;
      ++end;
    } else if (text_[end] == '\\') {
      ++end;
    }
    ++end;
  }
  const bool closed = end < text_.size();
  const bool is_name = quote == '`';
  const SqlKind kind = closed    ? is_name ? SqlKind::kName : SqlKind::kText
                       : is_name ? SqlKind::kOther
                                 : SqlKind::kOpenText;
  end = std::min(end, text_.size());
  at_ = closed ? end + 1 : end;
  return {.kind = kind, .text = text_.substr(begin, end - begin), .quote = quote};
}

SqlToken SqlTokens::Word() {
  std::size_t end = at_ + 1;
  while (IsSqlNameByte(At(end)) || (At(end) == '\xa0' && IsForeignByte(At(end - 1))) ||
         (At(end) == '.' && (IsSqlNameByte(At(end + 1)) || At(end + 1) == '.')))
    ++end;
  const std::string_view word = text_.substr(at_, end - at_);
  // n'x', x'41', _utf8'x': the letters tell of what kind the text is.
  if (At(end) == '\'' && end + 1 < text_.size() &&
      (word == "n" || word == "x" || word == "e" || word == "b" || word.starts_with("_utf") ||
       word == "_latin1" || word == "_binary")) {
    at_ = end;
    return Quoted(At(end));
  }
  SqlToken token = Take(SqlKind::kName, word.size());
  token.word = FindSqlWord(word);
  if (token.word != SqlWord::kNone) token.kind = SqlKind::kWord;
  token.calls_at_once = At(at_) == '(';
  SkipBlanks();
  token.is_call = At(at_) == '(';
  return token;
}

// $$text$$, $a$text$a$, $1, $name
SqlToken SqlTokens::Dollar() {
  std::size_t end = at_ + 1;
  while (IsAlnum(At(end))) ++end;
  const std::string_view mark = text_.substr(at_, end + 1 - at_);
  if (At(end) == '$' && (tags_close_ || mark.size() == 2)) {
    const std::size_t close = text_.find(mark, end + 1);
    tags_close_ = tags_close_ && (close != std::string_view::npos || mark.size() == 2);
    if (close != std::string_view::npos) {
      at_ = close + mark.size();
      return {.kind = SqlKind::kText, .text = text_.substr(end + 1, close - end - 1)};
    }
  }
  return Take(end > at_ + 1 ? SqlKind::kName : SqlKind::kOther, end - at_);
}

SqlToken SqlTokens::Variable() {
  std::size_t end = at_ + 1;
  while (At(end) == '@') ++end;
  if (IsTextQuote(At(end)) || At(end) == '`') {
    at_ = end;
    SqlToken token = Quoted(At(end));
    token.kind = token.kind == SqlKind::kOpenText ? SqlKind::kOther : SqlKind::kVariable;
    return token;
  }
  while (IsSqlNameByte(At(end)) || At(end) == '.') ++end;
  return Take(SqlKind::kVariable, end - at_);
}

SqlToken SqlTokens::Operator() {
  const char c = text_[at_];
  const char next = At(at_ + 1);
  if (c == '-' && next == '-') return Take(SqlKind::kComment, 2);
  if (c == '/' && next == '*') return Take(SqlKind::kComment, 2);
  if (c == '#' && next != '>' && next != '-') return Take(SqlKind::kComment, 1);
  if (c == '#' && next == '-') return Take(SqlKind::kArithmetic, 2);
  if (c == '@' && next != '>' && next != '?') return Variable();
  if (c == '{' && IsSqlNameByte(next)) {  // {d '2000-01-01'}, {if 1=1}
    const std::string_view open = text_.substr(at_, 1);
    ++at_;
    while (IsAlnum(At(at_))) ++at_;
    return {.kind = SqlKind::kOpen, .text = open};
  }
  if (c == '\\') {  // \N, which is NULL
    SqlToken token = Take(SqlKind::kWord, 2);
    token.word = SqlWord::kConstant;
    return token;
  }
  if (IsOperatorByte(next)) {
    const std::string_view rest = text_.substr(at_);
    for (const SqlOperator& entry : kSqlOperators)
      if (entry.text[0] == c && entry.text[1] == next && rest.starts_with(entry.text))
        return Take(entry.kind, entry.text.size());
  }
  return Take(KindOfCharacter(c), 1);
}

}  // namespace errwatch
