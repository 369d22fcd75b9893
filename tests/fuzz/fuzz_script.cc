// Holds the tokens of JavaScript against a slow reader of any text (plain_script.h), and addresses of scripts and
// code that leaves the page's own string against their definitions. Of other answers only what always holds is asked: what stands
// in front hides no attack, and what has no mark is none.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "built_value.h"
#include "plain_script.h"
#include "plain_script_quote.h"
#include "plain_text.h"
#include "structure/script.h"
#include "structure/script_address.h"
#include "structure/script_quote.h"
#include "structure/script_tokens.h"

namespace {

using errwatch::ScriptTokenKind;
using namespace errwatch::plain;  // NOLINT(google-build-using-namespace)

std::string NameOf(ScriptTokenKind kind) {
  switch (kind) {
    case ScriptTokenKind::kEnd:
      break;
    case ScriptTokenKind::kName:
      return "name";
    case ScriptTokenKind::kEscapedName:
      return "escaped name";
    case ScriptTokenKind::kNumber:
      return "number";
    case ScriptTokenKind::kString:
      return "string";
    case ScriptTokenKind::kTemplate:
      return "template";
    case ScriptTokenKind::kQuote:
      return "quote";
    case ScriptTokenKind::kMark:
      return "mark";
  }
  return "end";
}

std::string Shown(const ScriptPiece& piece) {
  return piece.kind + "<" + piece.text + "> " + std::to_string(piece.begin) + "-" +
         std::to_string(piece.end) + "\n";
}

void CheckTokens(const std::string& text) {
  std::string all;
  for (const ScriptPiece& piece : ScriptPieces(text)) all += Shown(piece);
  std::string read;
  errwatch::ScriptTokens tokens(text);
  for (errwatch::ScriptToken token = tokens.Next(); token.kind != ScriptTokenKind::kEnd;
       token = tokens.Next())
    read += Shown({NameOf(token.kind), std::string(token.text), token.begin, token.end});
  if (read != all) std::fprintf(stderr, "plain:\n%s\ndetector:\n%s\n", all.c_str(), read.c_str());
  Agree(errwatch::Structure::kScript, true, read == all, text);
}

void CheckQuotes(const std::string& text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\'' && text[at] != '"') continue;
    errwatch::StepBudget budget(text.size() * text.size());
    Agree(errwatch::Structure::kScript, errwatch::LeavesString(text, at + 1, budget),
          LeavesPageString(text.substr(at + 1)), "behind " + std::to_string(at) + ": " + text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<std::string_view> fragments = {
      "alert",       "eval",  "fetch", "document",    "cookie",  "x",       "f",
      "(",           ")",     "[",     "]",           "{",       "}",       "`",
      "'",           "\"",    "\\",    "\\u0061",     "\\u{61}", "${",      "1",
      "'//a'",       ";",     "//",    "=",           "+",       "-",       ".",
      ",",           "!",     " ",     "javascript:", "java",    "script:", "data:",
      "text/html",   "\\x0a", "\t",    "void(0)",     "window",  "new",     "function",
      "constructor", "s",     "call",  "onerror",     "?",       "%",       "vbscript:"};
  const std::string text = Lower(Woven(data, size, fragments));
  CheckTokens(text);
  CheckQuotes(text);
  Agree(errwatch::Structure::kScript, errwatch::IsScriptAddress(text), IsAddress(text), text);
  const errwatch::MarkSet marks = errwatch::Marks(errwatch::kJavaScriptMarks);
  errwatch::AskTwice(errwatch::HasScript, marks, text, text);
  const std::string call = text + "';alert(1)//";
  errwatch::Require(errwatch::HasScript({call, call}));
  return 0;
}
