#include "structure/sql_reading.h"

#include <algorithm>

#include "structure/sql_function.h"

namespace errwatch {
namespace {

constexpr int kMaxDepth = 63;

// In a path '+' is no blank, and an application may read it as one: "1+union+select+2".
bool TakesOperatorBefore(SqlWord word) {
  using enum SqlWord;
  return word == kLogic || word == kSetOperator || word == kFrom || word == kBy || word == kClause ||
         word == kLike || word == kCompare || word == kInfix;
}

// "@@version"
bool IsServerVariable(const SqlToken& token) { return token.text.starts_with("@@") && token.text.size() > 2; }

// Words and quotations where an operator is due.
bool IsWordOrText(const SqlToken& token) {
  return token.kind == SqlKind::kName || token.kind == SqlKind::kText || token.kind == SqlKind::kOpenText ||
         token.kind == SqlKind::kOther;
}

}  // namespace

bool SqlReading::IsInjection(SqlBudget& budget) noexcept {
  budget_ = &budget;
  if (signs_.context != SqlContext::kNothing) {
    signs_.state = SqlState::kOperator;
    signs_.last = SqlOperand::kText;
    signs_.joined = began_ = true;
    blank_begins_ = !tokens_.IsAtToken();
  }
  while (!budget.empty()) {
    const std::size_t before = tokens_.rest().size();
    const SqlToken token = tokens_.Next();
    budget.SpendOnToken(before - tokens_.rest().size());
    if (token.kind == SqlKind::kEnd) return signs_.IsWhole(SqlEnd::kText, {});
    if (token.kind == SqlKind::kComment) {
      if (signs_.IsWhole(SqlEnd::kComment, tokens_.rest())) return true;
      tokens_.SkipWordOfComment();
      continue;
    }
    if (!began_ && !Start(token)) return false;
    const bool fits = signs_.state == SqlState::kOperand    ? TakeOperand(token)
                      : signs_.state == SqlState::kOperator ? TakeOperator(token)
                                                            : TakeQuery(token);
    if (injection_) return true;
    if (!fits) return signs_.decides && !IsWordOrText(token);
  }
  return false;
}

// The next that is no comment. Looking costs as much as reading: a text may be long.
SqlToken SqlReading::TakeAhead(SqlTokens& ahead) const {
  const std::size_t before = ahead.rest().size();
  const SqlToken token = ahead.NextOfStatement();
  budget_->SpendOnToken(before - ahead.rest().size());
  return token;
}

// A value that goes in as it is may begin with an operator: the page's own operand stands before it.
bool SqlReading::Start(const SqlToken& token) {
  began_ = true;
  switch (token.kind) {
    case SqlKind::kConcat:
    case SqlKind::kLogic:
    case SqlKind::kSemicolon:
    case SqlKind::kComma:
    case SqlKind::kClose:
      break;
    case SqlKind::kWord:
      switch (token.word) {
        case SqlWord::kLogic:
        case SqlWord::kSetOperator:
        case SqlWord::kBy:
        case SqlWord::kClause:
        case SqlWord::kProcedure:
        case SqlWord::kLike:
          break;
        default:
          return true;
      }
      break;
    default:
      return true;
  }
  signs_.state = SqlState::kOperator;
  signs_.joined = true;
  return true;
}

// "1 or name=name"; of one letter it is a variable: "x=x".
void SqlReading::CompareNames(const SqlToken& right) {
  const bool apart = operator_apart_ && operand_apart_;
  if (compares_literal_ || apart || right.text.size() < 2 || left_text_ != right.text) return;
  if (signs_.logic > 0 && !filter_ && signs_.MarksWanted() == 1) signs_.decides = true;
}

bool SqlReading::SetOperand(SqlOperand operand, const SqlToken& token) {
  if (signs_.first == SqlOperand::kNone && !signs_.joined) {
    signs_.first = operand;
    signs_.first_text = token.text;
  }
  signs_.named = signs_.named || operand == SqlOperand::kName;
  if (operand == SqlOperand::kName && comparing_) CompareNames(token);
  if (!casts_) {
    signs_.last = operand;
    signs_.last_text = token.text;
  }
  casts_ = comparing_ = false;
  opened_ = call_opened_ = false;
  signs_.state = SqlState::kOperator;
  return true;
}

// "1 and 1=1", "1*if(2>1,1,0)"
void SqlReading::CompareLiterals(const SqlToken& right) {
  const bool same = left_text_ == right.text;
  signs_.same_literals = signs_.same_literals || same;
  signs_.like_literal = signs_.like_literal || (signs_.like && same);
  signs_.rare_like = signs_.rare_like || (signs_.like && same && !signs_.plain_like);
  if (!signs_.joined) return;
  if (signs_.logic == 0 && !signs_.clause) {
    const bool decides = signs_.depth > 0 && (same || chooses_ != 0);
    injection_ = decides && signs_.MarksWanted() == 1;
    return;
  }
  const bool breaks_out = signs_.context == SqlContext::kQuote || signs_.depth < 0;
  if (!(breaks_out ? same || !filter_ : IsNoFormula(right, same))) return;
  if (breaks_out) {
    injection_ = true;
  } else {
    signs_.decides = true;
  }
}

// What a person compares are names ("price > 5 and ..."), texts and truth; and people who reckon put blanks
// around an operator: "5 and 6 = 11", "true or false = true", "1 || 1 == 1".
bool SqlReading::IsNoFormula(const SqlToken& right, bool same) const {
  if (filter_) return same && !signs_.apart;
  if (!signs_.apart)
    return same || (signs_.first != SqlOperand::kText && signs_.first != SqlOperand::kConstant);
  if (spans_ || (!sign_compares_ && (right.text == "null" || right.text == "\\n"))) return true;
  if (signs_.context == SqlContext::kNothing) {
    if (signs_.first == SqlOperand::kNone) return true;  // "or 'a' = 'b'"
    const bool pattern = signs_.like && signs_.logic > 0;
    if (signs_.first == SqlOperand::kNumber && (pattern || right.kind == SqlKind::kText)) return true;
  }
  return same && !sign_joins_ && !(sign_compares_ && right.word == SqlWord::kConstant);
}

bool SqlReading::SetLiteral(SqlOperand operand, const SqlToken& token) {
  signs_.apart = operator_apart_ && operand_apart_;
  if (comparing_ && compares_literal_) CompareLiterals(token);
  if (operand == SqlOperand::kNumber && token.text.size() >= 4 && token.text.starts_with("0x"))
    signs_.hex = true;
  signs_.alike = signs_.alike ||
                 (signs_.joined && token.text == signs_.first_text &&
                  (signs_.having || (opened_ && !call_opened_ && signs_.depth == 1 && signs_.logic > 0)));
  signs_.grouped_literal = signs_.grouped_literal || (opened_ && !operand_apart_);
  if (operand == SqlOperand::kText)
    signs_.wide_text = signs_.wide_text || token.text.find(' ') != std::string_view::npos;
  if (signs_.in_query && !in_from_) ++signs_.pending_marks;
  return SetOperand(operand, token);
}

bool SqlReading::Open(bool is_call) {
  if (++signs_.depth > kMaxDepth) return false;
  calls_ = calls_ << 1 | (is_call ? 1U : 0U);
  reads_ <<= 1;
  codes_ <<= 1;
  chooses_ <<= 1;
  opened_ = true;
  call_opened_ = is_call;
  return true;
}

bool SqlReading::Call(const SqlToken& token) {
  if (signs_.first == SqlOperand::kNone && !signs_.joined) signs_.first = SqlOperand::kGroup;
  tokens_.Next();  // the parenthesis
  const bool begins = !signs_.joined && signs_.depth == 0;
  if (begins && token.text == "sleep") {
    signs_.sleeps = true;  // alone, people ask for that
  } else if (token.word == SqlWord::kDelay || token.word == SqlWord::kProbe) {
    SqlTokens ahead = tokens_;
    const SqlToken argument = TakeAhead(ahead);
    const bool is_value =
        argument.kind != SqlKind::kClose && (argument.kind != SqlKind::kName || argument.is_call);
    if (begins) {
      signs_.tells = is_value && token.calls_at_once;
    } else {
      injection_ = is_value;
    }
  }
  const SqlFunction function = FindSqlFunction(token.text);
  if (signs_.logic == 0 && signs_.operators > 0 && !signs_.in_query) signs_.foreign_call = true;
  signs_.called =
      signs_.called || (token.calls_at_once && signs_.joined && function != SqlFunction::kFormula);
  if (signs_.in_query) Mark(2);
  const bool letter = function == SqlFunction::kPiece && (codes_ & 1) != 0;
  if (token.calls_at_once && ((function == SqlFunction::kTells && reads_ != 0) || letter))
    TellsOfServer(letter);
  if (!Open(true)) return false;
  reads_ |= ReadsText(function) ? 1U : 0U;
  codes_ |= function == SqlFunction::kCode ? 1U : 0U;
  chooses_ |= function == SqlFunction::kChooses ? 1U : 0U;
  return true;
}

// "ascii(substr(", "length(user()": one bit of what the server knows decides about the answer.
void SqlReading::TellsOfServer(bool by_letters) {
  if (signs_.joined && signs_.MarksWanted() == 1) injection_ = true;
  // A column to sort by: "price-length(user())", and no filter.
  if (signs_.first == SqlOperand::kName && signs_.joined && !signs_.compares && !by_letters)
    signs_.decides = true;
  if (signs_.first == SqlOperand::kGroup) (by_letters ? signs_.spells : signs_.tells) = true;
}

// Counts what speaks for a query of an attacker. Behind a number or a quotation mark little is enough; words
// of a person may stand before "union select", too.
void SqlReading::Mark(int weight) {
  signs_.marks += weight;
  const bool nested = signs_.first == SqlOperand::kGroup && signs_.depth > 0;
  if ((signs_.joined && signs_.marks >= signs_.MarksWanted()) || (nested && signs_.marks >= 2))
    injection_ = true;
}

bool SqlReading::TakeOperand(const SqlToken& token) {
  if (operand_begins_) operand_apart_ = token.apart;
  operand_begins_ = false;
  const bool plus = plus_;
  plus_ = token.text == "+";
  if (plus && token.kind == SqlKind::kWord && TakesOperatorBefore(token.word)) return TakeOperatorWord(token);
  switch (token.kind) {
    case SqlKind::kNumber:
      return SetLiteral(SqlOperand::kNumber, token);
    case SqlKind::kOpenText:
      signs_.open_text = quote_ == token.quote;
      [[fallthrough]];
    case SqlKind::kText:
      return SetLiteral(SqlOperand::kText, token);
    case SqlKind::kName:
      return token.is_call ? Call(token) : SetOperand(SqlOperand::kName, token);
    case SqlKind::kVariable:
      if (signs_.first == SqlOperand::kNone && !signs_.joined) signs_.first = SqlOperand::kNumber;
      if (IsServerVariable(token)) {
        if (signs_.in_query) Mark(2);
        if (signs_.operators > 0 || reads_ != 0) TellsOfServer(false);
      }
      return SetOperand(SqlOperand::kName, token);
    case SqlKind::kWord:
      return TakeOperandWord(token);
    case SqlKind::kOpen:
      if (signs_.first == SqlOperand::kNone && !signs_.joined) signs_.first = SqlOperand::kGroup;
      return Open(false);
    case SqlKind::kClose:
      return call_opened_ && TakeClose();
    case SqlKind::kStar:
      return (opened_ || signs_.in_query) && SetOperand(SqlOperand::kName, token);
    case SqlKind::kSign:
    case SqlKind::kBang:
      return true;
    default:
      return false;
  }
}

bool SqlReading::TakeOperandWord(const SqlToken& token) {
  switch (token.word) {
    case SqlWord::kTop:
      return TakeTop(token);
    case SqlWord::kConstant:
      return SetLiteral(SqlOperand::kConstant, token);
    case SqlWord::kPrefix:
      if (token.text == "case" && signs_.in_query) Mark(2);
      return true;
    case SqlWord::kNot:
    case SqlWord::kWhen:
      return true;
    case SqlWord::kQuery:
      if (token.is_call && token.text == "values") return Call(token);
      signs_.in_query = true;
      in_from_ = false;
      return true;
    case SqlWord::kLike:
      if (!token.is_call) return signs_.like;  // "sounds like"
      [[fallthrough]];
    case SqlWord::kArithmetic:
    case SqlWord::kDelay:
    case SqlWord::kProbe:
    case SqlWord::kStatement:
      if (token.word == SqlWord::kProbe && in_from_ && !token.is_call) Mark(2);
      return token.is_call ? Call(token) : SetOperand(SqlOperand::kName, token);
    default:
      return false;
  }
}

// Behind "union".
bool SqlReading::TakeQuery(const SqlToken& token) {
  if (token.kind == SqlKind::kSign) return true;
  if (token.kind == SqlKind::kOpen) return Open(false);
  if (token.kind != SqlKind::kWord) return false;
  if (token.word == SqlWord::kPrefix) return true;
  if (token.word != SqlWord::kQuery) return false;
  signs_.in_query = true;
  in_from_ = false;
  return Infix();
}

// "top 5" before columns.
bool SqlReading::TakeTop(const SqlToken& token) {
  SqlTokens ahead = tokens_;
  if (TakeAhead(ahead).kind != SqlKind::kNumber) return SetOperand(SqlOperand::kName, token);
  tokens_ = ahead;
  if (signs_.in_query) Mark(1);
  return true;
}

}  // namespace errwatch
