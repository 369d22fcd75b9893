// What a reading of a text as SQL has seen, and when that makes an injection of a text that was read to its
// end.
#pragma once

#include <string_view>

namespace errwatch {

// What stands before the place where a reading begins.
enum class SqlContext : unsigned char {
  kNothing,        // the value goes into the statement as it is
  kQuote,          // the value goes into a text, which ends here
  kQuoteOfPhrase,  // the same, and there is more than one word in the text
  kQuoteOfProse,   // it may be one of the marks around a word
};

enum class SqlState : unsigned char { kOperand, kOperator, kQuery };  // what is due
enum class SqlOperand : unsigned char { kNone, kNumber, kText, kConstant, kName, kGroup };
enum class SqlEnd : unsigned char { kText, kComment, kSemicolon };  // how a text ends

struct SqlSigns {
  SqlContext context;
  SqlState state = SqlState::kOperand;
  SqlOperand first = SqlOperand::kNone;  // none: the value begins with an operator
  SqlOperand last = SqlOperand::kNone;
  std::string_view first_text{};
  std::string_view last_text{};
  int depth = 0;                     // of parentheses; below zero, one of the page's own is closed
  int operators = 0;                 // but for commas
  int logic = 0;                     // of these: and, or, ||
  int marks = 0;                     // what speaks for a query of an attacker
  int pending_marks = 0;             // the same, once the next token is known to go with it
  bool joined = false;               // SQL goes on behind the value proper
  bool begins_with_literal = false;  // in parentheses
  bool sleeps = false;               // begins with "sleep(5)"
  bool in_query = false;
  bool unites = false;  // union
  bool clause = false;  // order by, having, limit
  bool limit = false;
  bool commas = false;
  bool compares = false;
  bool same_literals = false;  // 1=1
  bool like = false;           // the last operator asks for a pattern
  bool like_literal = false;   // 1 like 1
  bool plain_like = false;     // the last such operator is the word itself, which people use
  bool rare_like = false;      // 1 rlike 1
  bool alike = false;          // "1 or (1)", "1 having 1"
  bool having = false;
  bool group_by = false;
  bool named = false;            // an operand is a name
  bool called = false;           // behind the value proper, but for what formulas call
  bool decides = false;          // a condition on literals that a person may have typed, too: its end tells
  bool spells = false;           // begins with a call that takes a text to letters
  bool tells = false;            // begins with a call of a function that only attackers call
  bool foreign_call = false;     // a call where there is no condition: of a script, perhaps
  bool grouped_literal = false;  // (1)
  bool hex = false;
  bool open_text = false;  // the last text lacks the mark that the page's own statement has
  bool wide_text = false;  // there is a blank in a text
  bool apart = false;      // there are blanks on both sides of the last operator

  // How many marks make an injection: behind a quotation mark, a number or a parenthesis of the page's, one.
  int MarksWanted() const {
    const bool behind_value = context != SqlContext::kNothing || first == SqlOperand::kNumber;
    return behind_value || begins_with_literal || depth < 0 ? 1 : 2;
  }

  // For a text that was read as SQL up to where it ends. `tail`: what stands behind that.
  bool IsWhole(SqlEnd end, std::string_view tail) const;

 private:
  bool IsWholeClause() const;
  bool IsWholeBehindQuote(SqlEnd end, std::string_view tail) const;
  bool IsWholeBehindNumber(SqlEnd end, std::string_view tail) const;
};

}  // namespace errwatch
