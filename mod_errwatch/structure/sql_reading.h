// One reading of a text as SQL: from one place on, operands and operators by turns.
//
// SQL is folded to this: where an operand is due comes a number, a text, a name, a call, a parenthesis or a
// query; where an operator is due comes an operator, a clause, a set operator, a semicolon, a parenthesis
// that closes, or the end. Prose has two names in a row before long, which is neither. What is said to be an
// injection was read as SQL from the place where it broke out up to where it says what it is after, or, where
// it says less, up to its end (structure/sql_signs.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "structure/sql_signs.h"
#include "structure/sql_token.h"

namespace errwatch {

class SqlReading {
 public:
  // `quote`: the mark that ended the text, for contexts that are one.
  SqlReading(std::string_view text, std::size_t at, SqlContext context, char quote = '\0')
      : tokens_(text, at), quote_(quote), signs_{.context = context} {}

  // Takes what it reads from `budget`; stops when that is used up.
  bool IsInjection(SqlBudget& budget) noexcept;

 private:
  bool Start(const SqlToken& token);
  SqlToken TakeAhead(SqlTokens& ahead) const;

  bool TakeOperand(const SqlToken& token);
  bool TakeOperandWord(const SqlToken& token);
  bool TakeTop(const SqlToken& token);
  bool TakeQuery(const SqlToken& token);
  bool SetOperand(SqlOperand operand, const SqlToken& token);
  bool SetLiteral(SqlOperand operand, const SqlToken& token);
  bool Call(const SqlToken& token);
  void CompareNames(const SqlToken& right);
  void CompareLiterals(const SqlToken& right);
  bool IsNoFormula(const SqlToken& right, bool same) const;
  void TellsOfServer(bool by_letters);
  bool Open(bool is_call);
  void Mark(int weight);

  bool TakeOperator(const SqlToken& token);
  bool TakeOperatorSign(const SqlToken& token);
  bool TakeOperatorWord(const SqlToken& token);
  bool TakeOperandBehindOperand(const SqlToken& token);
  bool TakeWordBehindOperand(const SqlToken& token);
  bool TakeStatement();
  bool BeginsStatementAtOnce(const SqlToken& token);
  bool TakeClose();
  bool TakeClause(const SqlToken& token);
  bool TakeFrom();
  bool Infix();
  bool Join();
  bool Compare(const SqlToken& token, bool is_like);
  bool CallsBehind();
  bool WritesFile();
  bool OpensBehindOperand(const SqlToken& token) const;
  bool GoesOnAtOnce() const;
  bool LosesOperator(const SqlToken& token) const;

  SqlTokens tokens_;
  SqlBudget* budget_ = nullptr;
  char quote_;
  SqlSigns signs_;
  std::string_view left_text_;  // of a comparison
  std::uint64_t calls_ = 0;     // one bit for each open parenthesis: is it that of a call
  std::uint64_t reads_ = 0;     // the same: of one that reads a text
  std::uint64_t codes_ = 0;     // the same: of one that tells the number of a letter
  std::uint64_t chooses_ = 0;   // the same: of one that takes a condition
  bool injection_ = false;      // seen enough
  bool began_ = false;
  bool blank_begins_ = false;      // stands behind the quotation mark
  bool stacked_ = false;           // behind "; if"
  bool plus_ = false;              // the last token is a '+'
  bool filter_ = false;            // begins with a comparison: "price > 5 and ..."
  bool opened_ = false;            // the last token opened a parenthesis
  bool call_opened_ = false;       // that of a call
  bool casts_ = false;             // the next name is a type
  bool operand_begins_ = true;     // the next token is the first of an operand
  bool operand_apart_ = false;     // a blank stands before the operand
  bool operator_apart_ = false;    // before the last operator
  bool sign_compares_ = false;     // the last comparison is a sign, no word
  bool spans_ = false;             // the last comparison is "between" or "in"
  bool sign_joins_ = false;        // the last condition was joined by && or ||
  bool comparing_ = false;         // the next operand is on the right of a comparison
  bool compares_literal_ = false;  // and on its left is a literal
  bool in_from_ = false;
};

}  // namespace errwatch
