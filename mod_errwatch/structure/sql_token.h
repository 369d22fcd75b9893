// Text as SQL reads it, token by token, in whatever dialect: what separates tokens in one of them, separates
// here.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

#include "structure/sql_word.h"

namespace errwatch {

enum class SqlKind : unsigned char {
  kEnd,
  kNumber,
  kText,      // in quotes, closed
  kOpenText,  // the quotation mark at its end is missing: that of the page's own statement closes it
  kName,
  kVariable,  // @x, @@version
  kWord,      // one of SqlWord
  kOpen,
  kClose,
  kComma,
  kSemicolon,
  kDot,
  kStar,
  kSign,        // + - ~: infix or prefix
  kBang,        // ! before an operand
  kArithmetic,  // / % ^ | & << >> -> ->>
  kConcat,      // ||: also "or"
  kLogic,       // &&
  kCompare,     // = < > <> != ...
  kCast,        // ::
  kComment,     // to the end of the line
  kOther,
};

struct SqlToken {
  SqlKind kind = SqlKind::kEnd;
  std::string_view text;  // what is in quotes, without them
  char quote = '\0';      // the mark before a text
  SqlWord word = SqlWord::kNone;
  bool is_call = false;        // a name or word, and a parenthesis follows
  bool calls_at_once = false;  // without a blank between
  bool apart = false;          // a blank stands before it
};

// What reading may still cost: bytes, and more for each token.
class SqlBudget {
 public:
  static constexpr std::size_t kPriceOfToken = 16;

  explicit SqlBudget(std::size_t left) : left_(left) {}

  bool empty() const { return left_ == 0; }
  void Spend(std::size_t cost) { left_ -= std::min(left_, cost); }
  void SpendOnToken(std::size_t bytes) { Spend(kPriceOfToken + bytes); }

 private:
  std::size_t left_;
};

class SqlTokens {
 public:
  explicit SqlTokens(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}

  SqlToken Next() noexcept;
  // The next that is no comment.
  SqlToken NextOfStatement() noexcept;

  // Does the next token follow without a blank?
  bool IsAtToken() const;
  // What is left of the text.
  std::string_view rest() const { return text_.substr(at_); }
  // A comment ends where its line does, and decoded text has no line ends. So a comment is read as one that
  // ends at the next blank, when the text behind it is wanted.
  void SkipWordOfComment() noexcept;

 private:
  char At(std::size_t i) const { return i < text_.size() ? text_[i] : '\0'; }
  SqlToken Take(SqlKind kind, std::size_t size);
  void SkipBlanks();
  bool SkipComment();
  bool SkipIdle();
  SqlToken Read();
  SqlToken Number();
  SqlToken Quoted(char quote);
  SqlToken Word();
  SqlToken Dollar();
  SqlToken Variable();
  SqlToken Operator();

  std::string_view text_;
  std::size_t at_;
  bool closes_ = true;      // a comment that begins may end
  bool tags_close_ = true;  // and a text in dollars with a name: $a$...$a$
};

}  // namespace errwatch
