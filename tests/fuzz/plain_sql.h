// SQL, slowly: the tokens of any text, and of sentences of few words what makes them an injection. Of the
// detector only its list of words is taken, by what each does.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "plain_text.h"
#include "structure/sql_word.h"

namespace errwatch::plain {

struct SqlPiece {
  std::string kind{};  // "number", "text", "open text", "name", "variable", "word", or that of an operator
  std::string text{};  // what is in quotes, without them
  char quote = '\0';
  bool is_call = false;  // of names and words
  bool calls_at_once = false;
  bool apart = false;  // a blank in front
  std::string rest{};  // what is behind it
};

class SqlPieces {
 public:
  explicit SqlPieces(const std::string& text) : whole_(text), rest_(text) {}

  // All that there are.
  std::vector<SqlPiece> Read() {
    std::vector<SqlPiece> pieces;
    while (true) {
      SkipBlanks();
      if (rest_.empty()) return pieces;
      const std::size_t begin = whole_.size() - rest_.size();
      SqlPiece piece = Next();
      const char before = begin == 0 ? 'x' : whole_[begin - 1];
      piece.apart = static_cast<unsigned char>(before) <= ' ' || before == '\xa0';
      piece.rest = rest_;
      pieces.push_back(piece);
    }
  }

 private:
  std::string Take(std::size_t size) {
    const std::string taken = rest_.substr(0, size);
    rest_ = From(rest_, size);
    return taken;
  }
  bool TakeIf(const Expression& what, std::string& taken) {
    Found found;
    if (!Begins(rest_, what, found)) return false;
    taken = Take(found.length());
    return true;
  }

  // Spares most texts the expressions that could not begin here: they are what takes the time.
  bool IsAt(std::string_view first_bytes) const {
    return !rest_.empty() && first_bytes.find(rest_[0]) != std::string_view::npos;
  }
  bool IsAtLetter() const {
    const auto c = static_cast<unsigned char>(rest_.empty() ? ' ' : rest_[0]);
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c >= 0x80;
  }

  void SkipBlanks() {
    // A control character, 0xa0, the end of a comment, one that MySQL runs, a backslash in front of a quote,
    // a number that MySQL overlooks.
    static const Expression idle("[\x01-\x20\xa0]+|\\*/|/\\*![0-9]*|\\\\(?!n)|[0-9]+\\.e(?![a-zA-Z0-9])");
    static const Expression comment("/\\*(?!!)");
    std::string skipped;
    while (!rest_.empty()) {
      if (rest_[0] == '\0') {
        Take(1);
      } else if (static_cast<unsigned char>(rest_[0]) > ' ' && !IsAt("*/\\0123456789\xa0")) {
        return;
      } else if (Begins(rest_, comment)) {
        const std::size_t end = rest_.substr(2, 64).find("*/");  // one that ends soon
        comments_end_ = comments_end_ && end != std::string::npos;
        if (!comments_end_) return;
        Take(end + 4);
      } else if (!TakeIf(idle, skipped)) {
        return;
      }
    }
  }

  SqlPiece Next() {
    static const Expression number("(?=\\.?[0-9])(?:0[xb][0-9a-fA-F]+|[0-9.]+(?:e[+-]?[0-9]+)?)");
    static const Expression based("0[xb][0-9a-fA-F]");
    static const Expression tag("\\$[a-zA-Z0-9]*\\$");
    static const Expression dollar("\\$[a-zA-Z0-9]*");
    static const Expression letters("[a-zA-Z0-9_$\x80-\x9f\xa1-\xff]+");
    static const Expression word(
        "[a-zA-Z0-9_\x80-\x9f\xa1-\xff](?:[a-zA-Z0-9_$\x80-\x9f\xa1-\xff]|\\.(?=[a-zA-Z0-9_$.\x80-\x9f\xa1-"
        "\xff]))*");
    const bool base = IsAt("0") && Begins(rest_, based);
    std::string taken;
    if (IsAt(".0123456789") && TakeIf(number, taken)) {
      Found tail;
      // "1e0union" is a number and a word, "1st" a name.
      if (base || !Begins(rest_, letters, tail) || FindSqlWord(tail.str()) != SqlWord::kNone)
        return {.kind = "number", .text = taken};
      return {.kind = "name", .text = taken + Take(tail.length())};
    }
    if (rest_[0] == '\'' || rest_[0] == '"' || rest_[0] == '`') return Quoted();
    Found mark;
    if (IsAt("$") && Begins(rest_, tag, mark) && (tags_end_ || mark.length() == 2)) {
      const std::string found = mark.str();
      const std::size_t end = rest_.find(found, found.size());
      tags_end_ = tags_end_ && (end != std::string::npos || found.size() == 2);
      if (end != std::string::npos) {
        const std::string inside = rest_.substr(found.size(), end - found.size());
        Take(end + found.size());
        return {.kind = "text", .text = inside};
      }
    }
    if (IsAt("$") && TakeIf(dollar, taken))
      return {.kind = taken.size() > 1 ? "name" : "other", .text = taken};
    if (IsAtLetter() && TakeIf(word, taken)) {
      // A foreign letter may have 0xa0 as a byte of its own.
      while (!rest_.empty() && rest_[0] == '\xa0' && static_cast<unsigned char>(taken.back()) >= 0x80) {
        taken += Take(1);
        std::string more;
        if (TakeIf(letters, more)) taken += more;
        static const Expression members(
            "\\.(?=[a-zA-Z0-9_$.\x80-\x9f\xa1-\xff])[a-zA-Z0-9_$\x80-\x9f\xa1-\xff]*");
        while (TakeIf(members, more)) taken += more;
      }
      return Word(taken);
    }
    return Operator();
  }

  // A mark twice is one of the text, and so is what a backslash stands in front of.
  SqlPiece Quoted() {
    const char mark = Take(1)[0];
    std::string inside;
    bool closed = false;
    while (!rest_.empty() && !closed) {
      const bool doubled = rest_[0] == mark && rest_.size() > 1 && rest_[1] == mark;
      closed = rest_[0] == mark && !doubled;
      inside += Take(doubled || rest_[0] == '\\' ? 2 : 1);
    }
    if (closed) inside.pop_back();
    if (mark == '`') return {.kind = closed ? "name" : "other", .text = inside, .quote = mark};
    return {.kind = closed ? "text" : "open text", .text = inside, .quote = mark};
  }

  SqlPiece Word(const std::string& taken) {
    static const Expression of_text("[nxeb]|_utf[^]*|_latin1|_binary");
    if (rest_.starts_with('\'') && rest_.size() > 1 && Is(taken, of_text)) return Quoted();
    SqlPiece piece{.kind = FindSqlWord(taken) == SqlWord::kNone ? "name" : "word", .text = taken};
    piece.calls_at_once = rest_.starts_with('(');
    SkipBlanks();
    piece.is_call = rest_.starts_with('(');
    return piece;
  }

  SqlPiece Operator() {
    static const Expression comment("--|/\\*|#(?![>-])");
    static const Expression variable("@(?![>?])@*");
    static const Expression brace("\\{[a-zA-Z0-9_$\x80-\x9f\xa1-\xff]");
    static const std::vector<std::pair<std::string, std::string>> signs = {
        {"compare", "<=> #>> !~~ !~* === := <> <= >= != == =* ^= !< !> !~ ~~ ~* @> <@ @? ?| ?& #> = < > ?"},
        {"arithmetic", "->> #- -> << >> / % ^ | &"},
        {"concat", "||"},
        {"logic", "&&"},
        {"cast", "::"},
        {"sign", "+ - ~"},
        {"bang", "!"},
        {"star", "*"},
        {"comma", ","},
        {"semicolon", ";"},
        {"dot", "."},
        {"open", "( ["},
        {"close", ") ] }"}};
    std::string taken;
    if (IsAt("-/#") && TakeIf(comment, taken)) return {.kind = "comment", .text = taken};
    if (IsAt("@") && TakeIf(variable, taken)) {
      static const Expression name("[a-zA-Z0-9_$.\x80-\x9f\xa1-\xff]+");
      std::string more;
      if (!rest_.empty() && std::string("'\"`").find(rest_[0]) != std::string::npos) {
        SqlPiece piece = Quoted();
        piece.kind = piece.kind == "open text" ? "other" : "variable";
        return piece;
      }
      return {.kind = "variable", .text = TakeIf(name, more) ? taken + more : taken};
    }
    if (IsAt("{") && Begins(rest_, brace)) {  // {d '2000-01-01'}
      static const Expression kind("\\{[a-zA-Z0-9]*");
      TakeIf(kind, taken);
      return {.kind = "open", .text = "{"};
    }
    if (rest_[0] == '\\') return {.kind = "word", .text = Take(2)};  // \N, which is NULL
    std::string longest;
    std::string longest_kind = "other";
    for (const auto& [kind, list] : signs) {
      for (std::size_t at = 0; at < list.size(); at = list.find(' ', at) + 1) {
        const std::string sign = list.substr(at, list.find(' ', at) - at);
        if (rest_.starts_with(sign) && sign.size() > longest.size()) {
          longest = sign;
          longest_kind = kind;
        }
        if (list.find(' ', at) == std::string::npos) break;
      }
    }
    return {.kind = longest_kind, .text = Take(std::max<std::size_t>(longest.size(), 1))};
  }

  std::string whole_;
  std::string rest_;
  bool comments_end_ = true;  // until one does not
  bool tags_end_ = true;      // the same of "$a$"
};

}  // namespace errwatch::plain
