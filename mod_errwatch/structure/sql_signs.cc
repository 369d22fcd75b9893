#include "structure/sql_signs.h"

#include <algorithm>
#include <cstddef>

#include "base/ascii.h"

namespace errwatch {
namespace {

constexpr std::size_t kMaxTail = 64;
constexpr std::size_t kMaxTailWord = 16;
constexpr std::size_t kMaxBareText = 4;

// What stands behind a comment that ends a statement: nothing, more of its own marks, or one word.
enum class Tail { kPlain, kWord, kLong };

Tail TailOf(std::string_view tail) {
  constexpr std::string_view kTailMarks = " -+/*;%#!()";
  if (tail.size() > kMaxTail) return Tail::kLong;
  while (!tail.empty() && kTailMarks.find(tail.front()) != std::string_view::npos) tail.remove_prefix(1);
  while (!tail.empty() && kTailMarks.find(tail.back()) != std::string_view::npos) tail.remove_suffix(1);
  if (tail.empty()) return Tail::kPlain;
  const auto is_word = [](char c) { return IsAlnum(c) || c == '_'; };
  return tail.size() <= kMaxTailWord && std::ranges::all_of(tail, is_word) ? Tail::kWord : Tail::kLong;
}

bool IsBareWord(std::string_view text) { return text.size() > 1 && std::ranges::all_of(text, IsAlpha); }

}  // namespace

bool SqlSigns::IsWhole(SqlEnd end, std::string_view tail) const {
  if (decides) return true;
  // "1 union/*", "1 union select": the rest was cut off, or stands elsewhere.
  if (state == SqlState::kQuery) return end == SqlEnd::kComment && MarksWanted() == 1;
  if (state == SqlState::kOperand && tells) return depth == 1 && !joined;  // "pg_sleep("
  if (state == SqlState::kOperand) return unites && in_query && marks == 0 && MarksWanted() == 1;
  if ((tells || (spells && compares)) && first == SqlOperand::kGroup && last != SqlOperand::kNone &&
      depth == 0 && end == SqlEnd::kText)
    return true;
  if (first == SqlOperand::kGroup && sleeps && end == SqlEnd::kComment) return TailOf(tail) == Tail::kPlain;
  if (!joined && first == SqlOperand::kNumber && end == SqlEnd::kComment)
    return IsWholeBehindNumber(end, tail);
  if (!joined)  // "if(1=1,1,2)"
    return end == SqlEnd::kText && first == SqlOperand::kGroup && depth == 0 && commas && same_literals;
  if (pending_marks > 0 && marks + pending_marks >= MarksWanted()) return true;
  if (context != SqlContext::kNothing)
    return context != SqlContext::kQuoteOfProse && IsWholeBehindQuote(end, tail);
  if (first == SqlOperand::kNumber) return IsWholeBehindNumber(end, tail);
  // "tree union select a from b--": words of a person end otherwise.
  if (unites && marks > 0 && end == SqlEnd::kComment && TailOf(tail) == Tail::kPlain) return true;
  if (first != SqlOperand::kNone) return false;
  if (unites && pending_marks > 0) return true;
  // "order by 10--"
  return end == SqlEnd::kComment && clause && !named && TailOf(tail) != Tail::kLong;
}

bool SqlSigns::IsWholeBehindQuote(SqlEnd end, std::string_view tail) const {
  switch (end) {
    case SqlEnd::kText:
      if (logic > 0 && compares && context == SqlContext::kQuote) return true;
      // "x' or 'a": of a search in quotation marks, of which one is missing, more would be left.
      if (logic > 0 && logic == operators && last_text.size() > kMaxBareText) return false;
      if (!compares && !called && apart && IsBareWord(last_text)) return false;  // "red' or 'blue"
      if (!open_text || operators == 0 || wide_text || foreign_call) return false;
      return logic > 0 || compares || (context == SqlContext::kQuote && !named);
    case SqlEnd::kSemicolon:
      if (operators == 0) return context == SqlContext::kQuote && tail.empty();
      return logic > 0 && (!named || like || last == SqlOperand::kGroup);
    case SqlEnd::kComment:
      return TailOf(tail) == Tail::kPlain || (TailOf(tail) == Tail::kWord && operators > 0);
  }
  return false;
}

// "1 order by 9"; "5 limit 6", "3 having 4" and "10 group by 2" are the beginnings of sentences.
bool SqlSigns::IsWholeClause() const {
  if (named && !called) return false;
  if (having) return compares || called;
  return (!limit && !group_by) || commas;
}

bool SqlSigns::IsWholeBehindNumber(SqlEnd end, std::string_view tail) const {
  switch (end) {
    case SqlEnd::kText:
      if (alike || (logic > 0 && (called || hex || grouped_literal || (like && last == SqlOperand::kText))))
        return true;
      if (clause) return IsWholeClause();
      return rare_like || unites;
    case SqlEnd::kSemicolon:
      return false;
    case SqlEnd::kComment:
      break;
  }
  if (TailOf(tail) == Tail::kWord) return clause;
  if (TailOf(tail) != Tail::kPlain) return false;
  const bool says_something = logic > 0 || clause || like_literal || depth < 0;
  return says_something || (operators == 0 && !commas && tail.size() > 1 && tail.front() == ' ');  // "1-- -"
}

}  // namespace errwatch
