// Whether JavaScript behind the mark that ends the page's own string leaves it, slowly: of the tokens behind the
// mark each end that there could be is tried.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "plain_script.h"
#include "plain_text.h"
#include "structure/script_calls.h"

namespace errwatch::plain {

class LeavingScript {
 public:
  // `rest`: what stands behind the mark.
  explicit LeavingScript(const std::string& rest)
      : joined_(rest.starts_with(' ')), pieces_(ScriptPieces(rest)) {}

  bool Leaves() const {
    constexpr std::size_t kMostPieces = 48;
    if (!BeginsAsCode()) return false;
    for (std::size_t end = 1; end <= std::min(kMostPieces, pieces_.size()); ++end) {
      if (IsProse(end)) return false;
      if (IsComment(end)) return Uses(end) || (BeginsStatement() && end + 1 == pieces_.size());
      if (Uses(end) && IsEnd(end)) return true;
      // Behind an operator a mark that nothing closes is where the code breaks off.
      if (!joined_ && At(end).kind == "quote" && EndsOperand(end)) return false;
    }
    return false;
  }

 private:
  // One of no kind behind the last.
  ScriptPiece At(std::size_t i) const { return i < pieces_.size() ? pieces_[i] : ScriptPiece{}; }
  ScriptPiece InFrontOf(std::size_t i) const { return i == 0 ? ScriptPiece{} : At(i - 1); }

  static bool IsName(const ScriptPiece& piece) {
    return piece.kind == "name" || piece.kind == "escaped name";
  }
  static bool IsWord(const ScriptPiece& piece) {
    static const Words statements = {"throw", "var",   "let",  "const",  "debugger",  "for",
                                     "while", "if",    "with", "return", "function",  "new",
                                     "class", "async", "get",  "try",    "instanceof"};
    return IsName(piece) && (IsScriptKeyword(piece.text) || statements.contains(piece.text));
  }
  static bool IsMark(const ScriptPiece& piece, std::string_view marks) {
    return piece.kind == "mark" && marks.find(piece.text) != std::string_view::npos;
  }

  // With an operator, or a word for one; that a '+' was is no longer seen behind a blank.
  bool BeginsAsCode() const { return joined_ || IsMark(At(0), "-+*/,|&?:=<>^%~;})].[") || IsWord(At(0)); }
  bool BeginsStatement() const {
    return IsMark(At(0), ";}") && (IsWord(At(1)) || (IsName(At(1)) && IsMark(At(2), "=.(")));
  }

  // Two names side by side.
  bool IsProse(std::size_t end) const {
    const ScriptPiece before = At(end - 1);
    return IsName(before) && IsName(At(end)) && !IsWord(before) && !IsWord(At(end));
  }
  bool IsComment(std::size_t end) const {
    return IsMark(At(end), "/") && IsMark(At(end - 1), "/") && At(end).begin == At(end - 1).end &&
           !IsMark(InFrontOf(end - 1), ":");
  }

  // Something of the browser in front of `end`.
  bool Uses(std::size_t end) const {
    for (std::size_t i = 0; i < end; ++i)
      if (IsUse(i)) return true;
    return false;
  }
  bool IsUse(std::size_t i) const {
    static const Words members = {"cookie", "domain", "location", "write",     "writeln",
                                  "href",   "hash",   "name",     "innerhtml", "referrer"};
    const ScriptPiece front = InFrontOf(i);
    const ScriptPiece behind = At(i + 1);
    const std::string& name = At(i).text;
    if (At(i).kind == "escaped name") return true;
    if (At(i).kind != "name") return false;
    if (IsScriptCall(name)) {
      if (IsMark(behind, "(") || behind.kind == "template") return behind.begin == At(i).end;
      return IsMark(front, "([=:,>") && IsMark(behind, ")],;}");
    }
    if (IsPageObject(name) && (IsMark(behind, "[") || (IsMark(behind, "=") && !IsMark(front, "."))))
      return true;
    if (IsPageObject(name)) return false;
    if (members.contains(name) && IsMark(front, "."))
      return IsMark(behind, "+-;,)(=]*") || behind.kind == "quote";
    return name == "this" && IsMark(behind, "[");
  }

  // Behind an operator another operand is due.
  bool EndsOperand(std::size_t end) const {
    return IsWord(At(end - 1)) || IsMark(At(end - 1), "-+*/,|&?:=<>^%;{([");
  }
  bool IsEnd(std::size_t end) const {
    const ScriptPiece& last = At(end);
    // Where a '+' could have been, a blank and the mark at the end of the text.
    if (last.kind == "quote" && last.begin > At(end - 1).end && end + 1 == pieces_.size()) return true;
    if (joined_) return false;
    if (end == pieces_.size()) return IsMark(At(end - 1), ";)}]-+*");
    return (last.kind == "quote" || last.kind == "string") && EndsOperand(end);
  }

  bool joined_;
  std::vector<ScriptPiece> pieces_;
};

inline bool LeavesPageString(const std::string& rest) { return LeavingScript(rest).Leaves(); }

}  // namespace errwatch::plain
