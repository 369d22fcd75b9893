// The tokens of JavaScript, and addresses of scripts, slowly.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "plain_text.h"

namespace errwatch::plain {

struct ScriptPiece {
  std::string kind{};  // "name", "escaped name", "number", "string", "template", "quote", "mark"
  std::string text{};  // of a string, what stands inside
  std::size_t begin = 0;
  std::size_t end = 0;
};

// A letter, a digit, '_' or '$', as \u0061 or \u{61}, of at most eight digits.
inline const std::string kScriptEscape =
    "(?:\\\\u00(?:24|3[0-9]|5f|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])|"
    "\\\\u\\{0{0,6}(?:24|3[0-9]|5f|4[1-9a-f]|5[0-9a]|6[1-9a-f]|7[0-9a])\\})";

inline std::vector<ScriptPiece> ScriptPieces(const std::string& text) {
  static const Expression number("[0-9][a-z0-9_]*");
  static const Expression name("[a-z_$](?:[a-z0-9_$])*");
  static const Expression escaped(
      "(?:[a-z_$][a-z0-9_$]*)?" + kScriptEscape + "(?:[a-z0-9_$]|" + kScriptEscape + ")*",
      Letters::kOfAnyCase);
  std::vector<ScriptPiece> pieces;
  std::size_t at = 0;
  while (true) {
    while (at < text.size() && text[at] == ' ') ++at;
    if (at >= text.size()) return pieces;
    const std::string rest = text.substr(at);
    ScriptPiece piece{.kind = "mark", .text = rest.substr(0, 1), .begin = at, .end = at + 1};
    Found found;
    if (Begins(rest, number, found)) {
      piece.kind = "number";
    } else if (Begins(rest, escaped, found)) {
      piece.kind = "escaped name";
    } else if (Begins(rest, name, found)) {
      piece.kind = "name";
    }
    if (piece.kind != "mark") {
      piece.text = found.str();
      piece.end = at + piece.text.size();
    } else if (rest[0] == '"' || rest[0] == '\'' || rest[0] == '`') {
      piece.kind = "quote";
      // What a backslash stands in front of ends nothing, and so far is the end looked for.
      for (std::size_t i = 1; i < std::min<std::size_t>(rest.size(), 257); i += rest[i] == '\\' ? 2U : 1U) {
        if (rest[i] != rest[0]) continue;
        piece = {rest[0] == '`' ? "template" : "string", rest.substr(1, i - 1), at, at + i + 1};
        break;
      }
    }
    pieces.push_back(piece);
    at = piece.end;
  }
}

// What browsers skip in a scheme may stand between all of its letters.
inline std::string Broken(std::string_view word) {
  static const std::string skipped = "(?:[\x01-\x20]|\\\\x[0-2][0-9a-f])*";
  std::string expression;
  for (const char letter : word) expression += skipped + letter;
  return expression;
}

// The address of a script.
inline bool IsAddress(std::string text) {
  static const Expression scheme("(?:" + Broken("javascript:") + "|" + Broken("vbscript:") + "|" +
                                 Broken("livescript:") + "|" + Broken("jscript:") + ")");
  static const Expression button("void\\(0\\)|history\\.|window\\.(?:print|close)");
  static const Expression code(
      "(?! )[^(`=\\[/\\\\%]*[(`=\\[/\\\\%]|(?:[^(`=\\[/\\\\%]*[^(`=\\[/\\\\% ])?[(`=\\[/\\\\%]");
  static const Expression data(
      "data:(?:text/(?:html|xml|javascript|vbscript)|image/svg|application/(?:x|javascript)|,[^<]*<)");
  text = text.substr(0, 128);
  while (!text.empty() && (static_cast<unsigned char>(text[0]) <= ' ' ||
                           std::string_view("'\"`").find(text[0]) != std::string_view::npos))
    text.erase(0, 1);
  Found found;
  if (!Begins(text, scheme, found)) return Begins(text, data);
  const std::string behind = found.suffix();
  return !Begins(behind, button) && Begins(behind, code);
}

}  // namespace errwatch::plain
