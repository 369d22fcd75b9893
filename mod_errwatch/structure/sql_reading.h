// One reading of a text as SQL: from one place on, operands and operators by turns.
//
// SQL is folded to this: where an operand is due comes a number, a text, a name, a call, a parenthesis or a
// query; where an operator is due comes an operator, a clause, a set operator, a semicolon, a parenthesis that
// closes, or the end. Prose has two names in a row before long, which is neither. What is said to be an
// injection was read as SQL from the place where it broke out up to where it says what it is after, or, where
// it says less, up to its end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "structure/sql_token.h"

namespace errwatch {

// What stands before the place.
enum class SqlContext : unsigned char {
  kNothing,       // the value goes into the statement as it is
  kQuote,    // the value goes into a text, which ends here
  kQuoteOfPhrase,  // the same, and there is more than one word in the text
  kQuoteOfProse,  // the same, but it may be one of the marks around a word
};

class SqlReading {
 public:
  SqlReading(std::string_view text, std::size_t at, SqlContext context)
      : tokens_(text, at), context_(context) {}

  // Takes what it reads from `budget` (tokens); stops when it is used up.
  bool IsInjection(unsigned& budget) noexcept;

 private:
  enum class State : unsigned char { kOperand, kOperator, kQuery };
  enum class Operand : unsigned char { kNone, kNumber, kText, kConstant, kName, kGroup };
  enum class End : unsigned char { kText, kComment, kSemicolon };

  bool Start(const SqlToken& token);
  bool TakeOperand(const SqlToken& token);
  bool TakeOperandWord(const SqlToken& token);
  bool TakeOperator(const SqlToken& token);
  bool TakeOperatorWord(const SqlToken& token);
  bool OpensBehindOperand(const SqlToken& token) const;
  bool LosesOperator(const SqlToken& token) const;
  bool TakeQuery(const SqlToken& token);
  bool TakeStatement();
  bool TakeClose();
  bool SetOperand(Operand operand, const SqlToken& token);
  bool SetLiteral(Operand operand, const SqlToken& token);
  bool Call(const SqlToken& token);
  bool Open(bool is_call);
  bool Infix();
  bool Join();
  bool Compare(const SqlToken& token, bool is_like);
  bool ClauseBy();
  bool IntoFile();
  void Mark(int weight);
  bool IsWhole(End end, std::string_view tail) const;
  bool IsWholeBehindQuote(End end, std::string_view tail) const;
  bool IsWholeBehindNumber(End end, std::string_view tail) const;
  // Behind a quotation mark, a number or a parenthesis that closes one of the page's, little is enough.
  int MarksWanted() const {
    return context_ != SqlContext::kNothing || first_ == Operand::kNumber || begins_with_literal_ || depth_ < 0 ? 1 : 2;
  }

  SqlTokens tokens_;
  SqlContext context_;
  State state_ = State::kOperand;
  Operand first_ = Operand::kNone;
  Operand last_ = Operand::kNone;
  std::string_view last_text_;
  std::string_view left_text_;  // of a comparison
  std::uint64_t calls_ = 0;     // one bit for each open parenthesis: is it that of a call
  int depth_ = 0;
  int operators_ = 0;      // commas apart
  int marks_ = 0;          // what speaks for a query
  int pending_marks_ = 0;  // the same, once the next token is known to go with it
  int logic_ = 0;
  bool began_ = false;
  bool begins_with_literal_ = false;  // in parentheses
  bool stacked_ = false;  // behind "; if"
  bool sleeps_ = false;   // begins with "sleep(5)"
  bool compares_ = false;
  bool plus_ = false;    // the last token is a '+'
  bool joined_ = false;  // SQL goes on behind the value proper
  bool filter_ = false;  // begins with a comparison: "price > 5 and ..."
  bool injection_ = false;
  bool opened_ = false;  // the last token opened a parenthesis
  bool call_opened_ = false;
  bool casts_ = false;
  bool comparing_ = false;
  bool compares_literal_ = false;
  bool like_ = false;
  bool like_literal_ = false;
  bool is_null_ = false;
  bool same_literals_ = false;
  bool divides_ = false;
  bool in_query_ = false;
  bool in_from_ = false;
  bool unites_ = false;
  bool clause_ = false;
  bool limit_ = false;
  bool open_text_ = false;
  bool wide_text_ = false;  // a text with a blank in it
  bool named_ = false;      // an operand that is a name
  bool called_ = false;
  bool foreign_call_ = false;
  bool grouped_literal_ = false;
  bool hex_ = false;
  bool commas_ = false;
};

}  // namespace errwatch
