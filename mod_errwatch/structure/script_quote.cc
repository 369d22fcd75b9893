#include "structure/script_quote.h"

#include <array>

#include "base/ascii.h"
#include "base/word_filter.h"
#include "structure/cursor.h"
#include "structure/script_calls.h"
#include "structure/script_tokens.h"

namespace errwatch {
namespace {

constexpr int kMostTokens = 48;

// What a statement begins with, or what may stand beside another name.
constexpr std::array<std::string_view, 16> kStatements = {
    "throw", "var",    "let",      "const", "debugger", "for",   "while", "if",
    "with",  "return", "function", "new",   "class",    "async", "get",   "try"};
// Of the page, where a member of them is read.
constexpr std::array<std::string_view, 10> kTellingMembers = {
    "cookie", "domain", "location", "write", "writeln", "href", "hash", "name", "innerhtml", "referrer"};

constexpr WordFilter kNamesOfBrowser = [] {
  WordFilter filter;
  for (const std::string_view name : kBrowserCalls) filter.Add(name);
  for (const std::string_view name : kPageObjects) filter.Add(name);
  for (const std::string_view name : kTellingMembers) filter.Add(name);
  filter.Add("this");
  return filter;
}();

bool IsKeyword(const ScriptToken& token) {
  return token.IsName() &&
         (IsScriptKeyword(token.text) || IsOneOf<kStatements>(token.text) || token.text == "instanceof");
}

bool IsOneOfMarks(const ScriptToken& token, std::string_view marks) {
  return token.kind == ScriptTokenKind::kMark && IsAnyOf(token.text.front(), marks);
}

class LeftString {
 public:
  LeftString(std::string_view text, std::size_t at, StepBudget& budget)
      : tokens_(text, at, &budget), joined_(At(text, at) == ' ') {}

  bool Runs() {
    token_ = tokens_.Next();
    const bool statement = token_.Is(';') || token_.Is('}');
    // A '+' of a query is a blank by now.
    if (!joined_ && !IsOneOfMarks(token_, "-+*/,|&?:=<>^%~;})].[") && !(token_.IsName() && IsKeyword(token_)))
      return false;
    for (int i = 0; i < kMostTokens; ++i) {
      Advance();
      if (IsProse()) return false;
      used_ = used_ || UsesBrowser();
      if (i == 1 && statement)
        begins_ = IsKeyword(before_) || (before_.IsName() && IsOneOfMarks(token_, "=.("));
      if (token_.kind == ScriptTokenKind::kEnd && joined_) return false;
      if (IsComment()) return used_ || (begins_ && EndsText());
      if (token_.kind == ScriptTokenKind::kQuote && token_.begin > before_.end && used_ && EndsText())
        return true;
      if (joined_) continue;
      if (token_.kind == ScriptTokenKind::kQuote || token_.kind == ScriptTokenKind::kString) {
        if (IsEnd()) return used_;
      }
      if (token_.kind == ScriptTokenKind::kEnd) return used_ && IsOneOfMarks(before_, ";)}]-+*");
    }
    return false;
  }

 private:
  void Advance() {
    earlier_ = before_;
    before_ = token_;
    token_ = tokens_.Next();
  }

  bool IsProse() const {
    return before_.IsName() && token_.IsName() && !IsKeyword(before_) && !IsKeyword(token_);
  }

  // `before_` is a name of the browser, and what stands around it is code.
  bool UsesBrowser() const {
    if (before_.kind == ScriptTokenKind::kEscapedName) return true;
    if (before_.kind != ScriptTokenKind::kName) return false;
    if (IsScriptCall(before_.text)) {
      if (token_.Is('(') || token_.kind == ScriptTokenKind::kTemplate) return token_.begin == before_.end;
      return IsOneOfMarks(earlier_, "([=:,>") && IsOneOfMarks(token_, ")],;}");
    }
    if (IsPageObject(before_.text)) return token_.Is('[') || (token_.Is('=') && !earlier_.Is('.'));
    if (earlier_.Is('.') && IsOneOf(before_.text, kTellingMembers))
      return (IsOneOfMarks(token_, "+-;,)(=]*") || token_.kind == ScriptTokenKind::kQuote);
    return before_.text == "this" && token_.Is('[');
  }

  // Two slashes, and no colon of an address in front.
  bool IsComment() const {
    return token_.Is('/') && before_.Is('/') && token_.begin == before_.end && !earlier_.Is(':');
  }
  bool EndsText() const {
    ScriptTokens ahead = tokens_;  // a comment may follow
    return ahead.Next().kind == ScriptTokenKind::kEnd;
  }

  // An operator, or a word for one, and the mark of the page's own string.
  bool IsEnd() const {
    if (token_.kind == ScriptTokenKind::kString && !used_) return false;
    if (before_.IsName()) return IsKeyword(before_);
    return IsOneOfMarks(before_, "-+*/,|&?:=<>^%;{([");
  }

  ScriptTokens tokens_;
  bool joined_;
  ScriptToken earlier_;
  ScriptToken before_;
  ScriptToken token_;
  bool used_ = false;    // something of the browser was seen
  bool begins_ = false;  // a statement, whatever it does
};

// The same names as UsesBrowser, wherever they stand.
bool MayUseBrowser(std::string_view text) noexcept {
  static constexpr ByteTable kNames("abcdefghijklmnopqrstuvwxyz0123456789_$\\");
  for (std::size_t at = kNames.Find(text); at != std::string_view::npos; at = kNames.Find(text, at)) {
    if (text[at] == '\\') {
      if (At(text, at + 1) == 'u') return true;
      ++at;
      continue;
    }
    const std::size_t begin = at;
    at = SkipWhile(text, at, IsScriptNameByte);
    const std::string_view name = text.substr(begin, at - begin);
    if (IsDigit(name.front())) {
      if (name.find('$') != std::string_view::npos) return true;  // a number, and a name behind it
      continue;
    }
    if (!kNamesOfBrowser.MayHave(name)) continue;
    if (IsScriptCall(name) || IsPageObject(name) || name == "this") return true;
    if (IsOneOf(name, kTellingMembers) && BackOverBlanks(text, begin).ends_with('.')) return true;
  }
  return false;
}

}  // namespace

bool MayLeaveString(std::string_view text) noexcept {
  const std::size_t last = text.find_last_not_of(' ');
  return text.substr(0, last + 1).ends_with("//") || MayUseBrowser(text);
}

bool LeavesString(std::string_view text, std::size_t at, StepBudget& budget) noexcept {
  return LeftString(text, at, budget).Runs() && !budget.is_spent();
}

}  // namespace errwatch
