// Where an operator is due.
#include "structure/sql_reading.h"
#include "structure/sql_statement.h"

namespace errwatch {
namespace {

constexpr int kMaxUnopened = 63;

}  // namespace

bool SqlReading::Infix() {
  signs_.state = SqlState::kOperand;
  opened_ = call_opened_ = false;
  operand_begins_ = true;
  return true;
}

// An operator behind the value proper.
bool SqlReading::Join() {
  ++signs_.operators;
  if (signs_.depth <= 0) signs_.joined = true;
  signs_.like = false;
  return Infix();
}

bool SqlReading::Compare(const SqlToken& token, bool is_like) {
  signs_.compares = true;
  const bool first = signs_.context == SqlContext::kNothing && signs_.first != SqlOperand::kNone;
  filter_ = filter_ || (first && signs_.logic == 0 && !signs_.clause && signs_.depth == 0 && !is_like);
  left_text_ = signs_.last_text;
  sign_compares_ = token.kind == SqlKind::kCompare;
  spans_ = token.text == "between" || token.text == "in";
  compares_literal_ = signs_.last == SqlOperand::kNumber || signs_.last == SqlOperand::kText ||
                      signs_.last == SqlOperand::kConstant;
  Join();
  comparing_ = true;
  signs_.like = is_like;
  signs_.plain_like = token.text == "like";
  return token.text != "in" || token.is_call;
}

bool SqlReading::TakeClose() {
  const bool call = (calls_ & 1) != 0;
  for (std::uint64_t* const bits : {&calls_, &reads_, &codes_, &chooses_}) *bits >>= 1;
  if (--signs_.depth < 0) {
    signs_.joined = true;
    calls_ = reads_ = codes_ = chooses_ = 0;
    if (signs_.depth < -kMaxUnopened) return false;
  }
  if (signs_.depth == 0 && !call && !signs_.joined && signs_.last == SqlOperand::kNumber)
    signs_.begins_with_literal = true;
  if (call || signs_.last == SqlOperand::kName) signs_.last = SqlOperand::kGroup;
  opened_ = call_opened_ = false;
  signs_.state = SqlState::kOperator;
  return true;
}

bool SqlReading::TakeOperator(const SqlToken& token) {
  plus_ = token.text == "+";
  operator_apart_ = token.apart;
  const int marks = signs_.pending_marks;
  signs_.pending_marks = 0;
  const bool fits = token.kind == SqlKind::kWord ? TakeOperatorWord(token) : TakeOperatorSign(token);
  if (fits && marks > 0) Mark(marks);
  return fits;
}

bool SqlReading::TakeOperatorSign(const SqlToken& token) {
  switch (token.kind) {
    case SqlKind::kClose:
      return TakeClose();
    case SqlKind::kComma:
      signs_.commas = true;
      if (signs_.depth <= 0) signs_.joined = true;
      return Infix();
    case SqlKind::kSemicolon:
      return TakeStatement();
    case SqlKind::kDot:
      return Infix();
    case SqlKind::kStar:
    case SqlKind::kArithmetic:
    case SqlKind::kSign:
      return Join();
    case SqlKind::kConcat:
    case SqlKind::kLogic:
      ++signs_.logic;
      sign_joins_ = true;
      return Join();
    case SqlKind::kCompare:
      return Compare(token, false);
    case SqlKind::kCast:
      casts_ = true;
      ++signs_.operators;
      return Infix();
    default:
      return TakeOperandBehindOperand(token);
  }
}

// Two operands in a row: the second is a part of the first, its name, or an operator between was lost.
bool SqlReading::TakeOperandBehindOperand(const SqlToken& token) {
  switch (token.kind) {
    case SqlKind::kText:
    case SqlKind::kOpenText:  // texts side by side are one
      signs_.open_text = token.kind == SqlKind::kOpenText && quote_ == token.quote;
      if (signs_.last == SqlOperand::kGroup && LosesOperator(token)) return Infix() && TakeOperand(token);
      return signs_.last == SqlOperand::kText && signs_.operators > 0;
    case SqlKind::kName: {  // the name given to a query, a table, or a column
      if (LosesOperator(token)) return Infix() && TakeOperand(token);
      const bool column = signs_.unites && signs_.in_query && signs_.last == SqlOperand::kName;
      if (token.is_call || (signs_.last != SqlOperand::kGroup && !in_from_ && !column)) return false;
      return SetOperand(in_from_ ? SqlOperand::kName : SqlOperand::kNone, token);
    }
    case SqlKind::kNumber:  // "' and isnull(0) 1#"
      return signs_.joined && signs_.context != SqlContext::kNothing && signs_.last == SqlOperand::kGroup &&
             Infix() && TakeOperand(token);
    case SqlKind::kVariable:  // "' @@version '"
      injection_ = GoesOnAtOnce() && token.text.starts_with("@@") && token.text.size() > 2;
      return false;
    case SqlKind::kOpen:
      return OpensBehindOperand(token) && Open(token.text == "[") && Infix();
    default:
      return false;
  }
}

bool SqlReading::TakeOperatorWord(const SqlToken& token) {
  switch (token.word) {
    case SqlWord::kLogic:
      ++signs_.logic;
      sign_joins_ = false;
      return Join();
    case SqlWord::kNot:
    case SqlWord::kPostfix:
      return true;
    case SqlWord::kCompare:
      return Compare(token, false);
    case SqlWord::kLike:
      return Compare(token, true);
    case SqlWord::kArithmetic:
      return Join();
    case SqlWord::kSetOperator:
      Join();
      signs_.unites = true;
      signs_.state = SqlState::kQuery;
      return true;
    case SqlWord::kInfix:
      in_from_ = in_from_ && token.text != "where" && token.text != "on";
      if (token.text == "where") return Join();
      ++signs_.operators;
      return Infix();
    case SqlWord::kWhen:
      return Infix();
    case SqlWord::kFrom:
      return TakeFrom();
    case SqlWord::kBy:
    case SqlWord::kClause:
      return TakeClause(token);
    default:
      return TakeWordBehindOperand(token);
  }
}

bool SqlReading::TakeFrom() {
  in_from_ = signs_.in_query;
  if (signs_.in_query) Mark(signs_.commas ? 2 : 1);
  return Infix();
}

// "order by", "having", "limit"
bool SqlReading::TakeClause(const SqlToken& token) {
  if (token.word == SqlWord::kBy && TakeAhead(tokens_).text != "by") return false;
  in_from_ = false;
  signs_.clause = true;
  signs_.limit = token.text == "limit" || (token.text == "offset" && !signs_.limit);
  signs_.having = token.text == "having";
  signs_.group_by = token.text == "group";
  if (signs_.limit && signs_.in_query) Mark(1);
  return Join();
}

bool SqlReading::TakeWordBehindOperand(const SqlToken& token) {
  switch (token.word) {
    case SqlWord::kProcedure:
      injection_ = CallsBehind();
      return false;
    case SqlWord::kInto:
      injection_ = WritesFile();
      return false;
    case SqlWord::kDelay:  // "' sleep(5) '": the page's own operator was a blank
      return signs_.operators == 0 && signs_.context != SqlContext::kNothing && token.calls_at_once &&
             Call(token);
    case SqlWord::kProbe:
      return LosesOperator(token) && Infix() && TakeOperandWord(token);
    case SqlWord::kQuery: {  // "' select 1": what stood between was lost on the way
      SqlTokens ahead = tokens_;
      if (!GoesOnAtOnce() || token.text != "select" || TakeAhead(ahead).quote != '\0') return false;
      signs_.in_query = true;
      return Infix();
    }
    case SqlWord::kStatement:
      injection_ = BeginsStatementAtOnce(token);
      return false;
    default:
      return false;
  }
}

// "procedure analyse(...)"
bool SqlReading::CallsBehind() {
  SqlTokens ahead = tokens_;
  return TakeAhead(ahead).is_call;
}

// "into outfile '/tmp/x'"
bool SqlReading::WritesFile() {
  SqlTokens ahead = tokens_;
  const std::string_view where = TakeAhead(ahead).text;
  if (where != "outfile" && where != "dumpfile") return false;
  const SqlToken name = TakeAhead(ahead);
  return name.is_call || name.kind == SqlKind::kText || name.kind == SqlKind::kOpenText ||
         name.kind == SqlKind::kNumber || name.kind == SqlKind::kOpen;
}

// "a[1]", and "' (select 1)": the operator before it may be the page's, or lost on the way.
bool SqlReading::OpensBehindOperand(const SqlToken& token) const {
  SqlTokens ahead = tokens_;
  return token.text == "[" || (signs_.operators == 0 && signs_.MarksWanted() == 1 && signs_.depth >= 0 &&
                               TakeAhead(ahead).word == SqlWord::kQuery);
}

// Nothing stands between the text that was broken out of and this, but for a blank: "' select". Without one
// it may be a quotation that begins there.
bool SqlReading::GoesOnAtOnce() const {
  return signs_.operators == 0 && !signs_.in_query && blank_begins_ &&
         (signs_.context == SqlContext::kQuote || signs_.context == SqlContext::kQuoteOfPhrase);
}

// "char(65) char(66)", "' if(1=1,...)": a '+' between them was decoded to a blank.
bool SqlReading::LosesOperator(const SqlToken& token) const {
  if (!signs_.joined) return false;
  if (signs_.operators == 0 && signs_.context != SqlContext::kNothing) return token.calls_at_once;
  return signs_.last == SqlOperand::kGroup && (token.calls_at_once || token.kind == SqlKind::kText);
}

// SQL Server wants no semicolon.
bool SqlReading::BeginsStatementAtOnce(const SqlToken& token) {
  const bool waits = token.text == "waitfor";
  const bool runs = token.text.starts_with("exec");
  if (!stacked_ && !waits && !runs && token.text != "declare") return false;
  // "'exec master..xp_cmdshell", but in a quotation of prose, which the same mark ends
  const bool at_once = runs && signs_.context == SqlContext::kQuote && !tokens_.rest().ends_with(quote_);
  const bool apart = waits || signs_.operators > 0 || signs_.depth < 0 || at_once ||
                     signs_.first != SqlOperand::kNone || GoesOnAtOnce();
  return apart && BeginsSqlStatement(token, tokens_, SqlStatementEnd::kMayBeText, *budget_);
}

// Behind a semicolon.
bool SqlReading::TakeStatement() {
  SqlTokens ahead = tokens_;
  const SqlToken next = TakeAhead(ahead);
  if (next.kind == SqlKind::kEnd) {
    SqlTokens behind = tokens_;
    const bool commented = behind.Next().kind == SqlKind::kComment;  // "' and email is null; --"
    injection_ = commented ? signs_.IsWhole(SqlEnd::kComment, behind.rest())
                           : signs_.IsWhole(SqlEnd::kSemicolon, tokens_.rest());
    return false;
  }
  if (signs_.depth > 0) return false;
  signs_.joined = true;
  ++signs_.operators;
  if (next.word == SqlWord::kQuery) return Infix();
  if (next.text == "if" || next.text == "while") {
    stacked_ = true;
    if (!next.is_call) tokens_ = ahead;
    return Infix();
  }
  const bool is_value = signs_.MarksWanted() == 1;
  const SqlStatementEnd end = is_value ? SqlStatementEnd::kMayBeText : SqlStatementEnd::kIsMarked;
  injection_ = (is_value || next.text != "call") && RunsSqlStatement(next, ahead, end, *budget_);
  if (!injection_ && next.kind == SqlKind::kName)
    injection_ = signs_.IsWhole(SqlEnd::kSemicolon, tokens_.rest());
  return false;
}

}  // namespace errwatch
