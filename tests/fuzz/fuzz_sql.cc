// Holds the tokens of SQL against a slow reader of any text, and what is said of sentences of few words
// against their definition (plain_sql_sentence.h). Of other texts, only what always holds is asked.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "built_value.h"
#include "plain_sql.h"
#include "plain_sql_sentence.h"
#include "plain_text.h"
#include "structure/sql.h"
#include "structure/sql_token.h"

namespace {

using errwatch::Require;
using errwatch::SqlKind;
using namespace errwatch::plain;  // NOLINT(google-build-using-namespace)

std::string NameOf(SqlKind kind) {
  switch (kind) {
#define ERRWATCH_KIND(id, name) \
  case SqlKind::id:             \
    return name;
    ERRWATCH_KIND(kEnd, "end")
    ERRWATCH_KIND(kNumber, "number")
    ERRWATCH_KIND(kText, "text")
    ERRWATCH_KIND(kOpenText, "open text")
    ERRWATCH_KIND(kName, "name")
    ERRWATCH_KIND(kVariable, "variable")
    ERRWATCH_KIND(kWord, "word")
    ERRWATCH_KIND(kOpen, "open")
    ERRWATCH_KIND(kClose, "close")
    ERRWATCH_KIND(kComma, "comma")
    ERRWATCH_KIND(kSemicolon, "semicolon")
    ERRWATCH_KIND(kDot, "dot")
    ERRWATCH_KIND(kStar, "star")
    ERRWATCH_KIND(kSign, "sign")
    ERRWATCH_KIND(kBang, "bang")
    ERRWATCH_KIND(kArithmetic, "arithmetic")
    ERRWATCH_KIND(kConcat, "concat")
    ERRWATCH_KIND(kLogic, "logic")
    ERRWATCH_KIND(kCompare, "compare")
    ERRWATCH_KIND(kCast, "cast")
    ERRWATCH_KIND(kComment, "comment")
    ERRWATCH_KIND(kOther, "other")
#undef ERRWATCH_KIND
  }
  return "none";
}

std::string Shown(const SqlPiece& piece) {
  return piece.kind + "<" + piece.text + ">" + piece.quote + (piece.is_call ? "(" : "") +
         (piece.calls_at_once ? "!" : "") + (piece.apart ? " " : "");
}

void CheckTokens(const std::string& text) {
  std::string all;
  for (const SqlPiece& piece : SqlPieces(text).Read()) all += Shown(piece) + "\n";
  std::string read;
  errwatch::SqlTokens tokens(text);
  for (errwatch::SqlToken token = tokens.Next(); token.kind != SqlKind::kEnd; token = tokens.Next())
    read += Shown({NameOf(token.kind),
                   std::string(token.text),
                   token.quote,
                   token.is_call,
                   token.calls_at_once,
                   token.apart,
                   {}}) +
            "\n";
  if (read != all) std::fprintf(stderr, "plain:\n%s\ndetector:\n%s\n", all.c_str(), read.c_str());
  Agree(errwatch::Structure::kSql, true, read == all, text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const std::vector<std::string_view> fragments = {
      " ",    "'",   "\"",          "`",    "\\",     "1",      "0x1f",     "1e5",    ".5",
      "1.e",  "1st", "a",           "or",   "union",  "select", "n",        "_utf8",  "$",
      "$$",   "@",   "@@",          "x.y",  "/*",     "*/",     "/*!50000", "--",     "#",
      "->",   "->>", "<=>",         "!~*",  "#>",     "#-",     "||",       "&&",     "::",
      "=",    "<",   ">",           "(",    ")",      "[",      "{d",       "}",      ",",
      ";",    ".",   "*",           "?",    "|",      "&",      "~",        "!",      "\xa0",
      "\xc3", "\\n", "\x01",        "^",    "%",      ":",      "sleep(",   "-",      "+",
      "$a$",  "; ",  "drop table ", "set ", "begin ", "ascii(", "substr(",  "user()", "@@version",
      "if(",  "1=1"};
  const std::string text = Lower(Woven(data, size, fragments));
  CheckTokens(text);
  errwatch::AskTwice(errwatch::HasSql, errwatch::kSqlMarks, text, text);

  static const std::vector<std::string_view> words = {"1", "2",    "x",  "null",     "or",    "and",
                                                      "=", "like", "--", "order by", "union", "select",
                                                      ",", ";",    "'",  "'a'",      "'a",    "'b c"};
  std::string sentence;
  for (std::size_t i = 0; i < std::min<std::size_t>(size, 24); ++i)
    sentence += (i == 0 ? "" : " ") + std::string(words[data[i] % words.size()]);
  Agree(errwatch::Structure::kSql,
        errwatch::AskTwice(errwatch::HasSql, errwatch::kSqlMarks, sentence, sentence),
        IsSqlInjection(sentence), sentence);
  return 0;
}
