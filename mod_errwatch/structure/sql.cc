#include "structure/sql.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/ascii.h"
#include "structure/second_text.h"
#include "structure/sql_reading.h"

namespace errwatch {
namespace {

// What all readings of a value may cost together (SqlBudget): each byte may be read once, and
// more of those of a short one.
constexpr std::size_t kReadings = 1;
constexpr std::size_t kLeastBudget = 8192;

constexpr std::size_t QuoteIndex(char c) { return c == '\'' ? 1 : c == '"' ? 2 : c == '`' ? 3 : 0; }

// "/*'xor(1)or'*/": of use only where the text in front of it is read in more than one way.
bool IsReadInSeveralWays(std::string_view text) { return text.find("/*'") != text.npos; }

// SQL that somebody typed, in which every quotation mark has its other: nothing is broken out of.
bool IsTypedStatement(std::string_view text) {
  SqlTokens tokens(text);
  const SqlToken first = tokens.Next();
  const bool begins =
      first.word == SqlWord::kQuery || first.word == SqlWord::kStatement || first.text == "with";
  return begins && !first.is_call && std::ranges::count(text, '\'') % 2 == 0 && !IsReadInSeveralWays(text);
}

// Does the mark at `begin` open a quotation of prose: a blank or a bracket before it, and none behind?
bool OpensProse(std::string_view text, std::size_t begin, std::size_t end) {
  if (begin == 0) return text.size() == 3 && text[1] != '=';  // "*"
  const bool apart = std::string_view(" ([{=,:`'\"").find(text[begin - 1]) != std::string_view::npos;
  const bool empty = (end - begin) % 2 == 0;  // "if x = '' and y"
  return apart && (empty || (end < text.size() && text[end] != ' '));
}

// `marks`: those in `text`.
bool BreaksOut(std::string_view text, MarkSet marks) {
  if ((marks & kSqlMarks) == 0) return false;  // "4div\xff": nothing parts it
  if (IsTypedStatement(text)) return false;
  SqlBudget budget(kReadings * text.size() + kLeastBudget);
  if (SqlReading(text, 0, SqlContext::kNothing).IsInjection(budget)) return true;
  // Of a path each part may be a value. Without a blank or what stands for one there is too little in it.
  const bool path = text.starts_with('/') && (marks & Marks(" +(")) != 0;
  for (std::size_t at = path ? 0 : text.npos; at < text.size(); at = text.find('/', at + 1))
    if (SqlReading(text, at + 1, SqlContext::kNothing).IsInjection(budget)) return true;
  if ((marks & Marks("'\"`")) == 0) return false;
  const std::size_t first_word = text.find_first_of(" `'\"");  // where it ends
  std::array<bool, 4> seen{};
  for (std::size_t at = 0; at < text.size() && !budget.empty(); ++at) {
    const std::size_t kind = QuoteIndex(text[at]);
    if (kind == 0) continue;
    const std::size_t begin = at;
    while (at + 1 < text.size() && text[at + 1] == text[begin]) ++at;
    // Only the first mark can end the page's own text; of a later one more is asked.
    const bool prose = seen[kind] || text[at] == '`' || OpensProse(text, begin, at + 1);
    seen[kind] = true;
    const bool phrase = first_word < begin;
    const SqlContext context = prose    ? SqlContext::kQuoteOfProse
                               : phrase ? SqlContext::kQuoteOfPhrase
                                        : SqlContext::kQuote;
    if (SqlReading(text, at + 1, context, text[at]).IsInjection(budget)) return true;
  }
  return false;
}

}  // namespace

bool HasSql(const Value& value) noexcept {
  if (BreaksOut(value.text, value.marks)) return true;
  std::array<char, kMaxSecondText> out;
  const std::string_view second = SecondText(value, out);
  return !second.empty() && BreaksOut(second, MarksIn(second));
}

}  // namespace errwatch
