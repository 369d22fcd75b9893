#include "structure/sql_reading.h"

#include <algorithm>

#include "base/ascii.h"
#include "structure/sql_statement.h"

namespace errwatch {
namespace {

constexpr int kMaxDepth = 63;
constexpr std::size_t kMaxTail = 64;
constexpr std::size_t kMaxBareText = 4;

// What stands behind a comment that ends a statement: nothing, more of its own marks, or one word.
enum class Tail { kPlain, kWord, kLong };
Tail TailOf(std::string_view tail) {
  constexpr std::string_view kMarks = " -+/*;%#!()";
  if (tail.size() > kMaxTail) return Tail::kLong;
  while (!tail.empty() && kMarks.find(tail.front()) != std::string_view::npos) tail.remove_prefix(1);
  while (!tail.empty() && kMarks.find(tail.back()) != std::string_view::npos) tail.remove_suffix(1);
  if (tail.empty()) return Tail::kPlain;
  const bool word =
      tail.size() <= 16 && std::ranges::all_of(tail, [](char c) { return IsAlnum(c) || c == '_'; });
  return word ? Tail::kWord : Tail::kLong;
}

// In a path '+' is no blank, and an application may read it as one: "1+union+select+2".
bool TakesOperatorBefore(SqlWord word) {
  using enum SqlWord;
  return word == kLogic || word == kSetOperator || word == kFrom || word == kBy || word == kClause ||
         word == kLike || word == kCompare || word == kInfix;
}

}  // namespace

bool SqlReading::IsInjection(unsigned& budget) noexcept {
  if (context_ != SqlContext::kNothing) {
    state_ = State::kOperator;
    last_ = Operand::kText;
    joined_ = began_ = true;
  }
  for (; budget > 0; --budget) {
    const SqlToken token = tokens_.Next();
    if (token.kind == SqlKind::kEnd) return IsWhole(End::kText, {});
    if (token.kind == SqlKind::kComment) {
      if (IsWhole(End::kComment, tokens_.rest())) return true;
      tokens_.SkipWordOfComment();
      continue;
    }
    if (!began_ && !Start(token)) return false;
    const bool fits = state_ == State::kOperand    ? TakeOperand(token)
                      : state_ == State::kOperator ? TakeOperator(token)
                                                   : TakeQuery(token);
    if (injection_) return true;
    if (!fits) return false;
  }
  return false;
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
  state_ = State::kOperator;
  joined_ = true;
  return true;
}

bool SqlReading::SetOperand(Operand operand, const SqlToken& token) {
  if (first_ == Operand::kNone && !joined_) first_ = operand;
  named_ = named_ || operand == Operand::kName;
  if (!casts_) {
    last_ = operand;
    last_text_ = token.text;
  }
  casts_ = comparing_ = false;
  opened_ = call_opened_ = false;
  state_ = State::kOperator;
  return true;
}

bool SqlReading::SetLiteral(Operand operand, const SqlToken& token) {
  if (comparing_ && compares_literal_) {
    same_literals_ = same_literals_ || left_text_ == token.text;
    like_literal_ = like_literal_ || like_;
    // "1 and 1=1". A filter that a person may type compares names; alike on both sides nobody compares.
    if (joined_ && (logic_ > 0 || clause_) && (!filter_ || left_text_ == token.text)) injection_ = true;
  }
  if (operand == Operand::kConstant && comparing_) is_null_ = true;
  if (operand == Operand::kNumber && token.text.size() >= 4 && token.text.starts_with("0x")) hex_ = true;
  grouped_literal_ = grouped_literal_ || opened_;
  if (operand == Operand::kText) wide_text_ = wide_text_ || token.text.find(' ') != std::string_view::npos;
  if (in_query_ && !in_from_) ++pending_marks_;
  return SetOperand(operand, token);
}

bool SqlReading::Open(bool is_call) {
  if (++depth_ > kMaxDepth) return false;
  calls_ = calls_ << 1 | (is_call ? 1U : 0U);
  opened_ = true;
  call_opened_ = is_call;
  return true;
}

bool SqlReading::Call(const SqlToken& token) {
  if (first_ == Operand::kNone && !joined_) first_ = Operand::kGroup;
  tokens_.Next();  // the parenthesis
  if (!joined_ && depth_ == 0 && token.word == SqlWord::kDelay && token.text == "sleep") {
    sleeps_ = true;  // alone, people ask for that
  } else if (token.word == SqlWord::kDelay || token.word == SqlWord::kProbe) {
    SqlTokens ahead = tokens_;
    if (ahead.Next().kind != SqlKind::kClose && (joined_ || depth_ > 0 || first_ == Operand::kGroup))
      injection_ = true;
  }
  if (logic_ == 0 && operators_ > 0 && !in_query_) foreign_call_ = true;
  called_ = called_ || (token.calls_at_once && joined_);
  if (in_query_) Mark(2);
  return Open(true);
}

// Counts what speaks for a query of an attacker. Behind a number or a quotation mark little is enough; words
// of a person may stand before "union select", too.
void SqlReading::Mark(int weight) {
  marks_ += weight;
  const bool nested = first_ == Operand::kGroup && depth_ > 0;
  if ((joined_ && marks_ >= MarksWanted()) || (nested && marks_ >= 2)) injection_ = true;
}

bool SqlReading::TakeOperand(const SqlToken& token) {
  const bool plus = plus_;
  plus_ = token.text == "+";
  if (plus && token.kind == SqlKind::kWord && TakesOperatorBefore(token.word)) return TakeOperatorWord(token);
  switch (token.kind) {
    case SqlKind::kNumber:
      return SetLiteral(Operand::kNumber, token);
    case SqlKind::kOpenText:
      open_text_ = true;
      [[fallthrough]];
    case SqlKind::kText:
      return SetLiteral(Operand::kText, token);
    case SqlKind::kName:
      return token.is_call ? Call(token) : SetOperand(Operand::kName, token);
    case SqlKind::kVariable:
      if (first_ == Operand::kNone && !joined_) first_ = Operand::kNumber;
      if (token.text.starts_with("@@") && in_query_) Mark(2);
      return SetOperand(Operand::kName, token);
    case SqlKind::kWord:
      return TakeOperandWord(token);
    case SqlKind::kOpen:
      if (first_ == Operand::kNone && !joined_) first_ = Operand::kGroup;
      return Open(false);
    case SqlKind::kClose:
      return call_opened_ && TakeClose();
    case SqlKind::kStar:
      return (opened_ || in_query_) && SetOperand(Operand::kName, token);
    case SqlKind::kSign:
    case SqlKind::kBang:
      return true;
    default:
      return false;
  }
}

bool SqlReading::TakeOperandWord(const SqlToken& token) {
  switch (token.word) {
    case SqlWord::kTop: {
      SqlTokens ahead = tokens_;
      if (ahead.NextOfStatement().kind != SqlKind::kNumber) return SetOperand(Operand::kName, token);
      tokens_ = ahead;
      if (in_query_) Mark(1);
      return true;
    }
    case SqlWord::kConstant: return SetLiteral(Operand::kConstant, token);
    case SqlWord::kPrefix:
      if (token.text == "case" && in_query_) Mark(2);
      return true;
    case SqlWord::kNot:
    case SqlWord::kWhen:
      return true;
    case SqlWord::kQuery:
      if (token.is_call && token.text == "values") return Call(token);
      in_query_ = true;
      in_from_ = false;
      return true;
    case SqlWord::kLike:
      if (!token.is_call) return like_;  // "sounds like"
      [[fallthrough]];
    case SqlWord::kArithmetic:
    case SqlWord::kDelay:
    case SqlWord::kProbe:
    case SqlWord::kStatement:
      if (token.word == SqlWord::kProbe && in_from_ && !token.is_call) Mark(2);
      return token.is_call ? Call(token) : SetOperand(Operand::kName, token);
    default:
      return false;
  }
}

bool SqlReading::Infix() {
  state_ = State::kOperand;
  opened_ = call_opened_ = false;
  return true;
}

// An operator behind the value proper.
bool SqlReading::Join() {
  ++operators_;
  if (depth_ <= 0) joined_ = true;
  like_ = false;
  return Infix();
}

bool SqlReading::Compare(const SqlToken& token, bool is_like) {
  compares_ = true;
  filter_ = filter_ || (!joined_ && depth_ <= 0 && !is_like);
  left_text_ = last_text_;
  compares_literal_ = last_ == Operand::kNumber || last_ == Operand::kText || last_ == Operand::kConstant;
  Join();
  comparing_ = true;
  like_ = is_like;
  return token.text != "in" || token.is_call;
}

bool SqlReading::TakeClose() {
  const bool call = (calls_ & 1) != 0;
  calls_ >>= 1;
  if (--depth_ < 0) {
    joined_ = true;
    calls_ = 0;
    if (depth_ < -kMaxDepth) return false;
  }
  if (depth_ == 0 && !call && !joined_ && last_ == Operand::kNumber) begins_with_literal_ = true;
  if (call || last_ == Operand::kName) last_ = Operand::kGroup;
  opened_ = call_opened_ = false;
  state_ = State::kOperator;
  return true;
}

bool SqlReading::TakeOperator(const SqlToken& token) {
  plus_ = token.text == "+";
  const int marks = pending_marks_;
  pending_marks_ = 0;
  bool fits = false;
  switch (token.kind) {
    case SqlKind::kText:
    case SqlKind::kOpenText:  // texts side by side are one
      open_text_ = open_text_ || token.kind == SqlKind::kOpenText;
      if (last_ == Operand::kGroup && LosesOperator(token)) return Infix() && TakeOperand(token);
      fits = last_ == Operand::kText && operators_ > 0;
      break;
    case SqlKind::kName:  // the name given to a query, a table, or a column
      if (LosesOperator(token)) return Infix() && TakeOperand(token);
      fits = (last_ == Operand::kGroup || in_from_ || (unites_ && in_query_ && last_ == Operand::kName)) &&
             !token.is_call && SetOperand(in_from_ ? Operand::kName : Operand::kNone, token);
      break;
    case SqlKind::kWord:
      fits = TakeOperatorWord(token);
      break;
    case SqlKind::kOpen:
      fits = OpensBehindOperand(token) && Open(false) && Infix();
      break;
    case SqlKind::kClose:
      fits = TakeClose();
      break;
    case SqlKind::kComma:
      commas_ = true;
      if (depth_ <= 0) joined_ = true;
      fits = Infix();
      break;
    case SqlKind::kSemicolon:
      fits = TakeStatement();
      break;
    case SqlKind::kDot:
      fits = Infix();
      break;
    case SqlKind::kStar:
    case SqlKind::kArithmetic:
    case SqlKind::kSign:
      fits = Join();
      break;
    case SqlKind::kConcat:
    case SqlKind::kLogic:
      ++logic_;
      fits = Join();
      break;
    case SqlKind::kCompare:
      fits = Compare(token, false);
      break;
    case SqlKind::kCast:
      casts_ = true;
      ++operators_;
      fits = Infix();
      break;
    default:
      break;
  }
  if (fits && marks > 0) Mark(marks);
  return fits;
}

// "a[1]", and "' (select 1)": the operator before it may be the page's, or lost on the way.
bool SqlReading::OpensBehindOperand(const SqlToken& token) const {
  SqlTokens ahead = tokens_;
  return token.text == "[" || (operators_ == 0 && MarksWanted() == 1 && depth_ >= 0 &&
                               ahead.NextOfStatement().word == SqlWord::kQuery);
}

// "char(65) char(66)", "' if(1=1,...)": a '+' between them was decoded to a blank.
bool SqlReading::LosesOperator(const SqlToken& token) const {
  if (!joined_) return false;
  if (operators_ == 0 && context_ != SqlContext::kNothing) return token.calls_at_once;
  return last_ == Operand::kGroup && (token.calls_at_once || token.kind == SqlKind::kText);
}

bool SqlReading::TakeOperatorWord(const SqlToken& token) {
  switch (token.word) {
    case SqlWord::kLogic:
      ++logic_;
      return Join();
    case SqlWord::kNot:
    case SqlWord::kPostfix:
      return ++operators_, true;
    case SqlWord::kCompare:
      return Compare(token, false);
    case SqlWord::kLike:
      return Compare(token, true);
    case SqlWord::kArithmetic:
      divides_ = true;
      return Join();
    case SqlWord::kSetOperator:
      Join();
      unites_ = true;
      state_ = State::kQuery;
      return true;
    case SqlWord::kInfix:
      in_from_ = in_from_ && token.text != "where" && token.text != "on";
      if (token.text == "where") Join();
      return ++operators_, Infix();
    case SqlWord::kWhen:
      return Infix();
    case SqlWord::kFrom:
      if (in_query_) {
        in_from_ = true;
        Mark(commas_ ? 2 : 1);
      }
      return Infix();
    case SqlWord::kBy:
      return ClauseBy();
    case SqlWord::kClause:
      limit_ = token.text == "limit";
      clause_ = true;
      if (limit_ && in_query_) Mark(1);
      return Join();
    case SqlWord::kProcedure: {
      SqlTokens ahead = tokens_;
      injection_ = ahead.NextOfStatement().is_call;
      return false;
    }
    case SqlWord::kInto:
      return IntoFile();
    case SqlWord::kDelay:  // "' sleep(5) '": the page's own operator was a blank
      return operators_ == 0 && context_ != SqlContext::kNothing && token.calls_at_once && Call(token);
    case SqlWord::kQuery:  // "' select 1": what stood between was lost on the way
      if (operators_ > 0 || in_query_ || context_ == SqlContext::kNothing || token.text != "select") return false;
      in_query_ = true;
      return Infix();
    case SqlWord::kProbe: return LosesOperator(token) && Infix() && TakeOperandWord(token);
    case SqlWord::kStatement: {
      const bool sticks = stacked_ || token.text == "waitfor" || token.text.starts_with("exec") || token.text == "declare";
      injection_ = sticks && BeginsSqlStatement(token.text, tokens_);
      return false;
    }
    default:
      return false;
  }
}

bool SqlReading::ClauseBy() {
  if (tokens_.NextOfStatement().text != "by") return false;
  clause_ = true;
  in_from_ = false;
  return Join();
}

bool SqlReading::IntoFile() {
  SqlTokens ahead = tokens_;
  const std::string_view where = ahead.NextOfStatement().text;
  const SqlToken what = ahead.NextOfStatement();
  injection_ = (where == "outfile" || where == "dumpfile") &&
               (what.is_call || what.kind == SqlKind::kText || what.kind == SqlKind::kOpenText ||
                what.kind == SqlKind::kNumber || what.kind == SqlKind::kOpen);
  return false;
}

// Behind "union".
bool SqlReading::TakeQuery(const SqlToken& token) {
  if (token.kind == SqlKind::kSign) return true;
  if (token.kind == SqlKind::kOpen) return Open(false);
  if (token.kind != SqlKind::kWord) return false;
  if (token.word == SqlWord::kPrefix) return true;
  if (token.word != SqlWord::kQuery) return false;
  in_query_ = true;
  in_from_ = false;
  return Infix();
}

// Behind a semicolon.
bool SqlReading::TakeStatement() {
  SqlTokens ahead = tokens_;
  SqlToken next = ahead.NextOfStatement();
  if (next.text == "begin") next = ahead.NextOfStatement();
  if (next.kind == SqlKind::kEnd) {
    injection_ = IsWhole(End::kSemicolon, {});
    return false;
  }
  if (depth_ > 0) return false;
  joined_ = true;
  ++operators_;
  if (next.word == SqlWord::kQuery) return Infix();
  if (next.text == "if" || next.text == "while") {
    stacked_ = true;
    if (!next.is_call) tokens_ = ahead;
    return Infix();
  }
  injection_ = next.word == SqlWord::kStatement && BeginsSqlStatement(next.text, ahead);
  if (!injection_ && next.kind == SqlKind::kName) injection_ = IsWhole(End::kSemicolon, {});
  return false;
}

bool SqlReading::IsWhole(End end, std::string_view tail) const {
  // "1 union/*", "1 union select": the rest was cut off, or stands elsewhere.
  if (state_ == State::kQuery) return end == End::kComment && MarksWanted() == 1;
  if (state_ == State::kOperand && unites_ && in_query_ && marks_ == 0) return MarksWanted() == 1;
  if (first_ == Operand::kGroup && sleeps_ && end == End::kComment) return TailOf(tail) == Tail::kPlain;
  if (state_ != State::kOperator || !joined_) {
    // "if(1=1,1,2)"
    return end == End::kText && state_ == State::kOperator && first_ == Operand::kGroup && depth_ == 0 &&
           commas_ && same_literals_;
  }
  if (pending_marks_ > 0 && marks_ + pending_marks_ >= MarksWanted()) return true;
  if (unites_ && pending_marks_ > 0 && first_ == Operand::kNone) return true;
  if (context_ == SqlContext::kNothing && first_ == Operand::kNone)  // "order by 10--"
    return end == End::kComment && clause_ && !named_ && TailOf(tail) != Tail::kLong;
  if (context_ == SqlContext::kNothing)
    return first_ == Operand::kNumber && IsWholeBehindNumber(end, tail);
  return context_ != SqlContext::kQuoteOfProse && IsWholeBehindQuote(end, tail);
}

bool SqlReading::IsWholeBehindQuote(End end, std::string_view tail) const {
  switch (end) {
    case End::kText:
      if (logic_ > 0 && compares_) return true;
      // "x' or 'a": of a search in quotation marks, of which one is missing, more would be left.
      if (logic_ > 0 && logic_ == operators_ && last_text_.size() > kMaxBareText) return false;
      return open_text_ && operators_ > 0 && !wide_text_ && !foreign_call_;
    case End::kSemicolon: return operators_ == 0 ? context_ == SqlContext::kQuote && tokens_.rest().empty()
                             : logic_ > 0 && (!named_ || like_ || last_ == Operand::kGroup);
    case End::kComment:
      return TailOf(tail) == Tail::kPlain || (TailOf(tail) == Tail::kWord && operators_ > 0);
  }
  return false;
}

bool SqlReading::IsWholeBehindNumber(End end, std::string_view tail) const {
  if (end == End::kComment) {
    const bool says_something = logic_ > 0 || clause_ || like_literal_ || depth_ < 0;
    if (TailOf(tail) == Tail::kWord) return clause_;
    return TailOf(tail) == Tail::kPlain && (says_something || (operators_ == 0 && tail.size() > 1));
  }
  if (end == End::kSemicolon) return false;
  if (logic_ > 0 && (called_ || hex_ || grouped_literal_ || like_)) return true;
  if (clause_) return (!named_ || called_) && (!limit_ || commas_);
  return like_literal_ || (is_null_ && !logic_) || divides_ || unites_;
}

}  // namespace errwatch
