// Whether a sentence of a few words of SQL is an injection, slowly. Known are numbers, texts, names, null, and,
// or, =, like, order by, union, select, commas, semicolons and comments that begin with two dashes, with a blank
// between all of them; other words of SQL are in no sentence.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plain_sql.h"
#include "plain_text.h"

namespace errwatch::plain {

enum class Behind : unsigned char { kNothing, kQuote, kQuoteOfPhrase, kQuoteOfProse };

class SqlSentence {
 public:
  SqlSentence(const std::string& text, Behind behind, char mark)
      : behind_(behind),
        mark_(mark),
        blank_begins_(text.empty() || text[0] == ' '),
        pieces_(SqlPieces(text).Read()) {
    if (behind == Behind::kNothing) return;
    due_ = 'v';  // an operator
    goes_on_ = begun_ = true;
    last_ = "text";
  }

  bool IsInjection() {
    for (at_ = 0; at_ < pieces_.size(); ++at_) {
      const SqlPiece& piece = pieces_[at_];
      if (piece.kind == "comment") {
        if (IsWhole('C', piece.rest)) return true;
        continue;
      }
      if (!begun_) Begin(piece);
      const int mark = due_ == 'v' ? pending_ : 0;
      if (due_ == 'v') pending_ = 0;
      const bool fits = due_ == 'o'   ? TakeOperand(piece)
                        : due_ == 'v' ? TakeOperator(piece)
                                      : TakeQuery(piece);
      marks_ += mark;
      if (found_ || (fits && mark > 0 && goes_on_ && marks_ >= Wanted())) return true;
      if (!fits) {
        static const Words prose = {"name", "text", "open text", "other"};
        return decides_ && !prose.contains(piece.kind);
      }
    }
    return IsWhole('E', {});
  }

 private:
  static bool IsLiteral(const std::string& kind) {
    return kind == "number" || kind == "text" || kind == "null";
  }
  // Behind a value that was broken out of, or a number, one sign of a query is enough.
  int Wanted() const { return behind_ != Behind::kNothing || first_ == "number" ? 1 : 2; }
  std::size_t Operators() const { return operators_.size(); }
  bool Has(char c) const { return operators_.find(c) != std::string::npos; }
  bool AsksPattern() const { return operators_.ends_with('l'); }

  // The page's own operand may stand in front.
  void Begin(const SqlPiece& piece) {
    static const Words first = {"or", "and", "union", "order", "like", ",", ";"};
    begun_ = true;
    if (!first.contains(piece.text)) return;
    due_ = 'v';
    goes_on_ = true;
  }

  bool TakeOperand(const SqlPiece& piece) {
    if (piece.text == "select") return asks_ = true;
    if (piece.text == "like") return AsksPattern();
    std::string kind = piece.kind;
    if (kind == "open text") kind = "text";
    if (piece.text == "null") kind = "null";
    if (!IsLiteral(kind) && kind != "name") return false;
    if (piece.kind == "open text") open_ = piece.quote == mark_;
    if (IsLiteral(kind)) {
      if (compares_literal_ && IsLiteral(last_)) {
        if (AsksPattern() && left_ == piece.text) like_literal_ = true;
        if (goes_on_ && (Has('o') || Has('B'))) {
          if (behind_ == Behind::kQuote) found_ = true;
          decides_ = decides_ || IsNoFormula(piece.kind == "open text" ? piece.kind : kind, piece.text);
        }
      }
      wide_ = wide_ || (kind == "text" && Holds(piece.text, " "));
      if (asks_) ++pending_;
    } else {
      named_ = true;
    }
    if (!goes_on_ && first_.empty()) first_ = kind;
    last_ = kind;
    last_text_ = piece.text;
    compares_literal_ = false;
    due_ = 'v';
    return true;
  }

  // With blanks around it a comparison of two things that are not the same may be typed: "5 and 6 = 11". It is
  // not where texts that end or patterns stand behind a number, or where the value begins with "or".
  bool IsNoFormula(const std::string& kind, const std::string& right) const {
    if (filter_) return false;
    if (kind == "null" && AsksPattern()) return true;
    if (behind_ == Behind::kNothing && first_.empty()) return true;
    if (behind_ == Behind::kNothing && first_ == "number" && (kind == "text" || (AsksPattern() && Has('o'))))
      return true;
    return left_ == right && (kind != "null" || AsksPattern());
  }

  bool Operator(char letter) {
    operators_ += letter;
    goes_on_ = true;
    due_ = letter == 'u' ? 'q' : 'o';
    return true;
  }

  bool TakeOperator(const SqlPiece& piece) {
    if (piece.text == "or" || piece.text == "and") return Operator('o');
    if (piece.text == "=" || piece.text == "like") {
      filter_ = filter_ || (piece.text == "=" && behind_ == Behind::kNothing && !first_.empty() &&
                            !Has('o') && !Has('B'));
      left_ = last_text_;
      compares_literal_ = IsLiteral(last_);
      compares_ = true;
      return Operator(piece.text == "=" ? '=' : 'l');
    }
    if (piece.text == "union") return Operator('u');
    if (piece.text == "order") {
      if (NextWord() != "by") return false;
      ++at_;
      return Operator('B');
    }
    if (piece.text == "," && piece.kind == "comma") {
      commas_ = goes_on_ = true;
      due_ = 'o';
      return true;
    }
    if (piece.kind == "semicolon") return TakeSemicolon(piece);
    if (piece.text == "select") {  // the operator between was the page's
      const bool at_once = (behind_ == Behind::kQuote || behind_ == Behind::kQuoteOfPhrase) &&
                           operators_.empty() && !asks_ && blank_begins_;
      if (!at_once || (Next() != nullptr && Next()->quote != '\0')) return false;
      due_ = 'o';
      return asks_ = true;
    }
    // Texts side by side are one; a column of a query may have a name of its own.
    if (piece.kind == "text" || piece.kind == "open text") {
      if (piece.kind == "open text") open_ = piece.quote == mark_;
      if (piece.kind == "text") open_ = false;
      return last_ == "text" && !operators_.empty();
    }
    if (piece.kind != "name" || !Has('u') || !asks_ || last_ != "name") return false;
    last_ = "alias";
    last_text_ = piece.text;
    return true;
  }

  bool TakeQuery(const SqlPiece& piece) {
    if (piece.text != "select") return false;
    due_ = 'o';
    return asks_ = true;
  }

  // Nothing, comments, a query, or a name behind it.
  bool TakeSemicolon(const SqlPiece& piece) {
    const SqlPiece* next = Next();
    if (next == nullptr) {
      const bool commented = at_ + 1 < pieces_.size();
      found_ = commented ? IsWhole('C', pieces_[at_ + 1].rest) : IsWhole(';', piece.rest);
      return false;
    }
    Operator(';');
    if (next->text == "select") return true;
    due_ = 'v';
    found_ = next->kind == "name" && IsWhole(';', piece.rest);
    return false;
  }

  const SqlPiece* Next() const {
    for (std::size_t i = at_ + 1; i < pieces_.size(); ++i) {
      if (pieces_[i].kind != "comment") return &pieces_[i];
    }
    return nullptr;
  }
  std::string NextWord() const { return Next() == nullptr ? std::string() : Next()->text; }

  // "plain": more of the marks that end a statement; "word": one word.
  static std::string Tail(const std::string& tail) {
    static const Expression plain("[ +/*;%#!()-]*");
    static const Expression word("[ +/*;%#!()-]*[a-zA-Z0-9_]{1,16}[ +/*;%#!()-]*");
    if (tail.size() > 64) return "long";
    return Is(tail, plain) ? "plain" : Is(tail, word) ? "word" : "long";
  }

  bool IsWhole(char end, const std::string& rest) const {
    if (decides_) return true;
    if (due_ == 'q') return end == 'C' && Wanted() == 1;
    if (due_ == 'o') return Has('u') && asks_ && marks_ == 0 && Wanted() == 1;
    if (!goes_on_) return end == 'C' && first_ == "number" && IsWholeBehindNumber(end, rest);
    if (pending_ > 0 && marks_ + pending_ >= Wanted()) return true;
    if (behind_ == Behind::kQuoteOfProse) return false;
    if (behind_ != Behind::kNothing) return IsWholeBehindQuote(end, rest);
    if (first_ == "number") return IsWholeBehindNumber(end, rest);
    if (Has('u') && marks_ > 0 && end == 'C' && Tail(rest) == "plain") return true;
    if (!first_.empty()) return false;
    return (Has('u') && pending_ > 0) || (end == 'C' && Has('B') && !named_ && Tail(rest) != "long");
  }

  bool IsWholeBehindQuote(char end, const std::string& rest) const {
    if (end == 'C') return Tail(rest) == "plain" || (Tail(rest) == "word" && Operators() > 0);
    if (end == ';') {
      if (operators_.empty()) return behind_ == Behind::kQuote && rest.empty();
      return Has('o') && (!named_ || AsksPattern());
    }
    if (Has('o') && compares_ && behind_ == Behind::kQuote) return true;
    const bool conditions_alone = operators_.find_first_not_of('o') == std::string::npos;
    if (Has('o') && conditions_alone && last_text_.size() > 4) return false;
    static const Expression bare_word("[a-zA-Z]{2,}");
    if (!compares_ && Is(last_text_, bare_word)) return false;  // "red ' or 'blue"
    if (!open_ || operators_.empty() || wide_) return false;
    return Has('o') || compares_ || (behind_ == Behind::kQuote && !named_);
  }

  bool IsWholeBehindNumber(char end, const std::string& rest) const {
    if (end == ';') return false;
    if (end == 'E') {
      if (Has('o') && AsksPattern() && last_ == "text") return true;
      if (Has('B')) return !named_;
      return Has('u');
    }
    if (Tail(rest) == "word") return Has('B');
    if (Tail(rest) != "plain") return false;
    return Has('o') || Has('B') || like_literal_ ||
           (operators_.empty() && !commas_ && rest.size() > 1 && rest[0] == ' ');  // "1 -- -"
  }

  Behind behind_;
  char mark_;  // that ended the text in front
  bool blank_begins_;
  std::vector<SqlPiece> pieces_;
  std::size_t at_ = 0;
  char due_ = 'o';  // an operand, 'v': an operator, 'q': a query
  bool begun_ = false;
  bool goes_on_ = false;   // behind the value proper
  std::string operators_;  // that were read, as letters
  std::string first_;      // kinds of operands
  std::string last_;
  std::string last_text_;
  std::string left_;
  bool asks_ = false;  // in a query
  bool filter_ = false;
  bool found_ = false;
  bool compares_ = false;
  bool compares_literal_ = false;
  bool like_literal_ = false;
  bool decides_ = false;  // a condition on literals: its end tells
  bool named_ = false;
  bool open_ = false;
  bool wide_ = false;
  bool commas_ = false;
  int marks_ = 0;
  int pending_ = 0;
};

// As it stands, and behind each quotation mark. REQUIRES: nothing but the words above.
inline bool IsSqlInjection(const std::string& text) {
  if (text.starts_with("select") && std::ranges::count(text, '\'') % 2 == 0) return false;  // typed
  if (text.find(' ') == std::string::npos && text.find('\'') == std::string::npos) return false;
  if (SqlSentence(text, Behind::kNothing, '\0').IsInjection()) return true;
  bool seen = false;
  for (std::size_t at = text.find('\''); at != std::string::npos; at = text.find('\'', at + 1)) {
    std::size_t end = at + 1;
    while (end < text.size() && text[end] == '\'') ++end;
    const bool empty = (end - at) % 2 == 0;
    const bool opens = at == 0 ? text.size() == 3 && text[1] != '='
                               : text[at - 1] == ' ' && (empty || (end < text.size() && text[end] != ' '));
    const bool phrase = text.find_first_of(" '") < at;
    const Behind behind = seen || opens ? Behind::kQuoteOfProse
                          : phrase      ? Behind::kQuoteOfPhrase
                                        : Behind::kQuote;
    seen = true;
    if (SqlSentence(text.substr(end), behind, '\'').IsInjection()) return true;
    at = end - 1;
  }
  return false;
}

}  // namespace errwatch::plain
