#include "structure/script_calls.h"

#include <array>

#include "base/ascii.h"
#include "base/word_filter.h"
#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr int kMostScriptTokens = 32;

// What prose has in brackets behind a word: "alert(s)".
constexpr std::array<std::string_view, 6> kWordEndings = {"s", "es", "ed", "ing", "er", "ly"};
// Names that alone, as an argument, are more than a word of prose.
constexpr std::array<std::string_view, 9> kScriptValues = {"name", "this",     "origin", "cookie",   "event",
                                                           "url",  "unescape", "string", "arguments"};
constexpr std::array<std::string_view, 16> kScriptKeywords = {
    "new", "throw", "void", "return", "typeof", "delete",     "await", "in",
    "of",  "case",  "else", "do",     "yield",  "instanceof", "var",   "let"};

bool IsScriptOperator(const ScriptToken& token) {
  return token.kind == ScriptTokenKind::kMark &&
         std::string_view(";+-*/,|&?:=<>^%!~").find(token.text.front()) != std::string_view::npos;
}

bool IsClosing(const ScriptToken& token) { return token.Is(')') || token.Is(']') || token.Is('}'); }
bool IsOpening(const ScriptToken& token) { return token.Is('(') || token.Is('[') || token.Is('{'); }

bool HoldsAddress(std::string_view text) {
  return text.find("//") != std::string_view::npos || text.find(':') != std::string_view::npos ||
         text.find('\\') != std::string_view::npos;
}

// What a first argument may be in code. `next` tells "alert(name)" from "alert(name.x)".
bool BeginsScript(const ScriptToken& first, const ScriptToken& next) {
  switch (first.kind) {
    case ScriptTokenKind::kNumber:
    case ScriptTokenKind::kString:
    case ScriptTokenKind::kTemplate:
    case ScriptTokenKind::kEscapedName:
    case ScriptTokenKind::kQuote:
      return true;
    case ScriptTokenKind::kName:
      return IsPageObject(first.text) || IsOneOf(first.text, kScriptValues) || next.Is('.') || next.Is('(') ||
             next.Is('[') || next.Is('+') || next.IsText();
    case ScriptTokenKind::kMark:
      return std::string_view("/![{-+~(&<\\").find(first.text.front()) != std::string_view::npos;
    case ScriptTokenKind::kEnd:
      break;
  }
  return false;
}

}  // namespace

bool IsScriptCall(std::string_view name) noexcept { return IsOneOf<kBrowserCalls>(name); }
bool IsPageObject(std::string_view name) noexcept { return IsOneOf<kPageObjects>(name); }
bool IsScriptKeyword(std::string_view name) noexcept { return IsOneOf<kScriptKeywords>(name); }

ScriptArguments ReadArguments(std::string_view text, std::size_t open, StepBudget& budget) noexcept {
  ScriptArguments arguments;
  ScriptTokens tokens(text, open, &budget);
  ScriptToken token = tokens.Next();
  if (token.kind == ScriptTokenKind::kTemplate) {
    arguments = {token.end, true, token.text.empty(), false, HoldsAddress(token.text)};
    return arguments;
  }
  if (!token.Is('(')) return arguments;
  ScriptToken first = tokens.Next();
  ScriptToken before = token;
  token = first;
  int depth = 1;
  for (int i = 0; i < kMostScriptTokens && token.kind != ScriptTokenKind::kEnd; ++i) {
    if (IsOpening(token)) ++depth;
    if (IsClosing(token) && --depth == 0) {
      arguments.end = token.end;
      arguments.empty = i == 0;
      arguments.word = i == 1 && first.kind == ScriptTokenKind::kName;
      arguments.ending = arguments.word && IsOneOf(first.text, kWordEndings);
      break;
    }
    if (token.IsText() && HoldsAddress(token.text)) arguments.remote = true;
    if (token.Is('+') && (before.IsText() || before.IsName() || IsClosing(before))) arguments.remote = true;
    if (i == 1) arguments.code = BeginsScript(first, token);
    before = token;
    token = tokens.Next();
  }
  if (arguments.word || before.end == first.end) arguments.code = BeginsScript(first, {});
  return arguments;
}

bool IsFollowedByProse(std::string_view text, std::size_t at) noexcept {
  ScriptTokens tokens(text, at);
  const ScriptToken token = tokens.Next();
  if (token.kind != ScriptTokenKind::kName) return false;
  return !IsScriptKeyword(token.text) || tokens.Next().kind == ScriptTokenKind::kName;  // "in my log"
}

namespace {

struct ScriptCallee {
  std::string_view first;
  std::string_view last;
  ScriptToken behind;    // '(', a template, '=' ...
  bool touches = false;  // no blank in front of what is behind
  bool escaped = false;
};

// A chain of names, members and keywords that begins with `token`.
ScriptCallee ReadScriptCallee(ScriptTokens& tokens, ScriptToken token) {
  ScriptCallee callee;
  ScriptToken before;
  for (int i = 0; i < kMostScriptTokens / 2; ++i) {
    const bool name = token.IsName();
    if (!name && !token.Is('.') && !token.Is('!') && !token.Is('~') && !token.Is('?')) break;
    if (name && !IsScriptKeyword(token.text)) {
      if (before.IsName() && !IsScriptKeyword(before.text)) return {};  // two words: prose
      if (callee.first.empty()) callee.first = token.text;
      callee.last = token.text;
      callee.escaped = callee.escaped || token.kind == ScriptTokenKind::kEscapedName;
    }
    before = token;
    token = tokens.Next();
  }
  callee.behind = token;
  callee.touches = before.end == token.begin;
  return callee;
}

// What stands behind a call: its end, a separator, a comment, or an operator and a mark.
bool EndsScript(std::string_view text, std::size_t at) {
  ScriptTokens tokens(text, at);
  const ScriptToken token = tokens.Next();
  if (token.kind == ScriptTokenKind::kEnd || IsClosing(token)) return true;
  if (token.IsText() || token.kind == ScriptTokenKind::kQuote) return true;
  return IsScriptOperator(token) || token.Is('.') || token.Is('[') || token.Is('(');
}

bool EndsWithQuote(std::string_view text, std::size_t at) {
  const ScriptToken token = ScriptTokens(text, at).Next();
  return token.IsText() || token.kind == ScriptTokenKind::kQuote;
}

bool AssignsScript(std::string_view text, const ScriptCallee& callee, StepBudget& budget) {
  ScriptTokens tokens(text, callee.behind.end, &budget);
  const ScriptToken value = tokens.Next();
  const ScriptToken next = tokens.Next();
  if (value.Is('=') || value.Is('>')) return false;
  const bool page = IsPageObject(callee.first) || callee.last == "onerror" || callee.last == "innerhtml" ||
                    callee.last == "outerhtml" || callee.last == "href" || callee.last == "src";
  if (value.IsName() && IsScriptCall(value.text)) return true;
  if (!page) return false;
  return (value.IsText() && HoldsAddress(value.text)) || value.kind == ScriptTokenKind::kQuote ||
         (value.IsName() && (next.Is('(') || next.Is('.') || next.Is('+') || BeginsScript(value, next)));
}

}  // namespace

bool RunsBehindQuote(std::string_view text, std::size_t at, bool opened, StepBudget& budget) noexcept {
  // Nothing, a text, a number or a name that is no operator.
  const char next = At(text, at);
  if (next == '\0' || IsQuoteMark(next) || (IsScriptNameByte(next) && next != 'i')) return false;
  ScriptTokens tokens(text, at, &budget);
  ScriptToken token = tokens.Next();
  for (int i = 0; i < 8 && IsClosing(token); ++i) token = tokens.Next();
  int operators = 0;
  for (; operators < 4 && (IsScriptOperator(token) || token.Is('}') || token.Is('{')); ++operators)
    token = tokens.Next();
  // A '+' of a query is a blank by now.
  const bool joined = operators == 0 && At(text, at) == ' ';
  if (operators == 0 && !joined && !(token.IsName() && token.text.starts_with("in"))) return false;
  for (int i = 0; i < 4 && IsOpening(token); ++i) token = tokens.Next();
  if (!token.IsName() && !token.Is('!') && !token.Is('~')) return false;
  const ScriptCallee callee = ReadScriptCallee(tokens, token);
  if (callee.last.empty()) return false;
  const bool known =
      IsScriptCall(callee.last) || IsScriptCall(callee.first) || IsPageObject(callee.first) || callee.escaped;
  if (callee.behind.Is('=')) return !joined && AssignsScript(text, callee, budget);
  if (!callee.behind.Is('(') && callee.behind.kind != ScriptTokenKind::kTemplate) return false;
  if (!callee.touches && !known) return false;
  if (opened && !known) return false;
  const ScriptArguments arguments = ReadArguments(text, callee.behind.begin, budget);
  if (budget.is_spent()) return false;
  if (arguments.end == 0) return known && !joined;
  if (!arguments.code && !arguments.empty && !known) return false;
  if (joined) return known && arguments.code && EndsWithQuote(text, arguments.end);
  return EndsScript(text, arguments.end);
}

}  // namespace errwatch
