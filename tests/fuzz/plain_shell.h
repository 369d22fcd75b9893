// The words of command lines, slowly: what is left of one when everything that hides it is undone, piece by
// piece by regular expressions. And whether a wildcard may stand for a name.
#pragma once

#include <string>
#include <string_view>

#include "plain_text.h"

namespace errwatch::plain {

struct CommandWord {
  std::string text;
  std::string rest;      // behind it
  bool dressed = false;  // what only hides stands between two of its characters
  bool wild = false;
  bool too_long = false;
};

// "\n" as a program writes it, and nothing behind that could be a word's.
inline bool IsWrittenLineEnd(const std::string& rest) {
  static const Expression line_end("\\\\[nr](?:$|[ ;|&]|\\\\[nr]|['\"]$)");
  // (The library's "$" is that of the text, not of a line.)
  return Begins(rest, line_end);
}

class UnixWord {
 public:
  UnixWord(std::string rest, bool in_braces) : rest_(std::move(rest)), in_braces_(in_braces) {}

  CommandWord Read() {
    // So much may hide a word; a longer word is none.
    constexpr std::size_t kMostDressed = 96;
    constexpr std::size_t kMostBytes = 48;
    const std::size_t size = rest_.size();
    while (!rest_.empty() && !word_.too_long) {
      const bool special =
          std::string_view(" \t\n\v\f\r;|&(){}#<>`'\"\\$[?*,").find(rest_[0]) != std::string_view::npos;
      if (!Piece()) break;
      word_.too_long = word_.text.size() > kMostBytes || (special && size - rest_.size() > kMostDressed);
    }
    word_.rest = rest_;
    return word_;
  }

 private:
  bool Takes(const Expression& what) {
    if (!Begins(rest_, what, found_)) return false;
    taken_ = found_.str();
    inside_ = found_.size() > 1 ? found_[found_.size() - 1] : std::string();
    rest_.erase(0, taken_.size());
    return true;
  }
  void Add(char c) {
    word_.dressed = word_.dressed || (hidden_ && !word_.text.empty());
    word_.text += c;
  }
  void Hide() { hidden_ = hidden_ || !word_.text.empty(); }

  bool Piece() {
    static const Expression end("[ \t\n\v\f\r;|&(){}#]");
    static const Expression empty(
        "[<>]\\(\\)|``|\\$\\(:?\\)|\\$\\{[a-zA-Z0-9_]+(?::-)?\\}|\"\\$[@*]\"|\\$\\{[^]\\}|\\$[@*!$0-9-]|"
        "\\$[a-zA-Z_][a-zA-Z0-9_]*");
    static const Expression ifs("\\$\\{ifs|\\$ifs(?![a-zA-Z])");
    static const Expression quotes("(?:'([a-zA-Z0-9/\\\\.?*_-]{0,31})'|\"([a-zA-Z0-9/\\\\.?*_-]{0,31})\")");
    static const Expression translated(
        "\\$(?:'([a-zA-Z0-9/\\\\.?*_-]{0,31})'|\"([a-zA-Z0-9/\\\\.?*_-]{0,31})\")");
    static const Expression escape("\\\\(?=[a-zA-Z0-9/])");
    static const Expression one("\\[([^])\\]");
    static const Expression some("\\[[^][^\\]]{1,6}\\]");
    static const Expression opening("[<>`'\"\\\\$\\[]");
    if (Begins(rest_, end) || (in_braces_ && rest_[0] == ',') || Begins(rest_, ifs)) return false;
    if (IsWrittenLineEnd(rest_)) return false;
    if (Takes(empty) || Takes(escape)) {
      Hide();
    } else if (Takes(quotes)) {
      Hide();
      for (const char c : taken_.substr(1, taken_.size() - 2)) {
        if (c != '\\') Add(c);
      }
      Hide();
    } else if (Takes(translated)) {
      Hide();
      for (const char c : taken_.substr(2, taken_.size() - 3)) {
        if (c != '\\') Add(c);
      }
      Hide();
      word_.dressed = word_.dressed || !word_.text.empty();
    } else if (Takes(one)) {
      Add(inside_[0]);  // at the end of a word brackets are an editor's, too: "rea[d]"
      hidden_ = true;
    } else if (Takes(some)) {
      Add('?');
      word_.wild = true;
    } else if (Begins(rest_, opening)) {
      return false;
    } else {
      word_.wild = word_.wild || rest_[0] == '?' || rest_[0] == '*';
      Add(rest_[0]);
      rest_.erase(0, 1);
    }
    return true;
  }

  std::string rest_;
  bool in_braces_;
  bool hidden_ = false;
  CommandWord word_;
  Found found_;
  std::string taken_;
  std::string inside_;
};

inline bool MayStandFor(const std::string& glob, const std::string& name) {
  if (glob.empty()) return name.empty();
  if (glob[0] == '*') {
    for (std::size_t skip = 0; skip <= name.size(); ++skip) {
      if (MayStandFor(glob.substr(1), name.substr(skip))) return true;
    }
    return false;
  }
  return !name.empty() && (glob[0] == '?' || glob[0] == name[0]) &&
         MayStandFor(glob.substr(1), name.substr(1));
}

// Carets, and quotes in pairs, are undone.
inline CommandWord WindowsWord(std::string rest) {
  static const Expression end("[ \t\n\v\f\r;|&<>(),='`@%]");
  static const Expression quoted("\"[^\"]{0,31}\"");
  CommandWord word;
  for (; !rest.empty() && !Begins(rest, end); rest.erase(0, 1)) {
    const char c = rest[0];
    if (c == '/' && !word.text.empty() && word.text.back() != ':') break;  // cmd/c
    // What opens no quotation ends the string that the command broke out of, unless it closes one.
    if (c == '"' && (word.text.empty() || (!word.dressed && !Begins(rest, quoted)))) break;
    if (c == '"' || c == '^') {
      word.dressed = true;
      continue;
    }
    if (word.text.size() == 48) {
      word.too_long = true;
      break;
    }
    word.text += c;
  }
  word.rest = rest;
  return word;
}

}  // namespace errwatch::plain
