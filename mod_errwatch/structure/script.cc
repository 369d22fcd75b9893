#include "structure/script.h"

#include <array>

#include "base/ascii.h"
#include "structure/cursor.h"
#include "structure/script_calls.h"
#include "structure/script_tokens.h"

namespace errwatch {
namespace {

// Methods that call what they are given.
constexpr std::array<std::string_view, 17> kCallingMethods = {
    "call",    "apply",  "bind",    "map", "find", "filter", "some",        "every",    "sort",
    "foreach", "reduce", "replace", "raw", "then", "from",   "constructor", "findindex"};
// Names that make text of something else; inside brackets they hide a member's name.
constexpr std::array<std::string_view, 8> kTextMakers = {"tostring", "source",      "fromcharcode", "atob",
                                                         "concat",   "tolowercase", "name",         "join"};
// What of the page is worth stealing or changing.
constexpr std::array<std::string_view, 9> kPageSecrets = {
    "cookie", "domain", "location", "write", "writeln", "href", "hash", "onerror", "innerhtml"};
constexpr std::array<std::string_view, 7> kLoadedElements = {"script", "img",   "iframe", "link",
                                                             "object", "embed", "svg"};

// Code of brackets and '!' and '+' alone, which spells every program.
bool HasBracketCode(std::string_view text) {
  constexpr std::size_t kLeastBytes = 10;
  std::size_t run = 0;
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (std::string_view("[]()!+ ").find(text[i]) == std::string_view::npos) {
      run = pairs = 0;
      continue;
    }
    if (text[i] != ' ') ++run;
    if (text[i] == ']' && text[i - (i > 0 ? 1 : 0)] == '[' && i > 1 &&
        std::string_view("!+([").find(text[i - 2]) != std::string_view::npos)
      ++pairs;
    if (run >= kLeastBytes && pairs >= 2) return true;
  }
  return false;
}

// A quick look: a bracket or a template stands directly behind something, or behind the name of a call.
// In prose a blank stands in front.
bool MayCall(std::string_view text) {
  constexpr MarkSet kOpening = Marks("(`[");
  for (std::size_t at = FindMark(text, kOpening); at != std::string_view::npos;
       at = FindMark(text, kOpening, at + 1)) {
    if (at == 0) continue;
    if (text[at - 1] != ' ') return true;
    std::size_t begin = at - 1;
    while (begin > 0 && at - begin < 16 && IsScriptNameByte(text[begin - 1])) --begin;
    const std::string_view name = text.substr(begin, at - 1 - begin);
    if (IsScriptCall(name) || IsPageObject(name) || IsOneOf(name, kCallingMethods)) return true;
  }
  return false;
}

// A quick look for what needs no call.
bool NamesPage(std::string_view text) {
  for (const std::string_view name : {"document", "window", "location", "onerror", "\\u00", "\\u{"}) {
    if (text.find(name) != std::string_view::npos) return true;
  }
  return false;
}

bool BreaksOutOfScript(std::string_view text) {
  std::array<bool, 3> opened{};  // of each mark an odd number came before
  constexpr std::string_view kQuoteMarks = "'\"`";
  constexpr MarkSet kQuotes = Marks(kQuoteMarks);
  for (std::size_t at = FindMark(text, kQuotes); at != std::string_view::npos;
       at = FindMark(text, kQuotes, at + 1)) {
    bool& is_open = opened[kQuoteMarks.find(text[at])];
    if (RunsBehindQuote(text, at + 1, is_open)) return true;
    is_open = !is_open;
  }
  return false;
}

// A chain of names, and what calls it.
bool BeginsWithCall(std::string_view text, std::size_t at) {
  ScriptTokens tokens(text, at);
  ScriptToken token = tokens.Next();
  int names = 0;
  for (; names < 8 && (token.IsName() || token.Is('.')); ++names) token = tokens.Next();
  return names > 0 && (token.Is('(') || token.kind == ScriptTokenKind::kTemplate);
}

// "${f(1)}" inside a template.
bool HoldsTemplateCall(std::string_view text) {
  const std::size_t at = text.find("${");
  return at != std::string_view::npos && BeginsWithCall(text, at + 2);
}

// The tokens of a text one after the other, the last few kept.
class ScriptScan {
 public:
  explicit ScriptScan(std::string_view text) : text_(text), tokens_(text) {}

  bool Run() {
    for (ScriptToken token = tokens_.Next(); token.kind != ScriptTokenKind::kEnd; token = tokens_.Next()) {
      next_ = token;
      if (Judge()) return true;
      before_ = last_;
      last_ = token;
    }
    next_ = {};
    return Judge();
  }

 private:
  // Looks at `last_` with what stands around it.
  bool Judge() {
    Brackets();
    if (last_.kind == ScriptTokenKind::kEscapedName)
      return next_.Is('(') || next_.Is('.') || next_.Is('[') || next_.kind == ScriptTokenKind::kTemplate;
    if (last_.Is(']') && computed_ && Calls()) return true;
    if (last_.Is(']') && computed_ && page_ && (next_.Is('=') || secret_)) return true;
    if (last_.kind == ScriptTokenKind::kTemplate) return HoldsTemplateCall(last_.text);
    if (last_.kind != ScriptTokenKind::kName) return false;
    if (before_.IsName() && !IsScriptKeyword(before_.text)) return false;  // prose
    if (last_.text == "$" && next_.Is('{')) return IsTemplateCall();
    if (IsScriptCall(last_.text)) return IsHostileCall();
    if (last_.text == "function") return next_.Is('(') && BeginsWithText(next_.begin);
    if (before_.Is('.') && IsOneOf(last_.text, kCallingMethods) && IsHostileCaller()) return true;
    if (IsPageObject(last_.text) || last_.text == "onerror") return IsPageAccess();
    return false;
  }

  bool Calls() const {
    return next_.begin == last_.end && (next_.Is('(') || next_.kind == ScriptTokenKind::kTemplate);
  }

  // Keeps what stands between the last '[' behind a value and its end.
  void Brackets() {
    if (last_.Is('[')) {
      const bool member = before_.IsName() || before_.Is(']') || before_.Is(')') || before_.Is('}');
      page_ = member && before_.IsName() && IsPageObject(before_.text);
      member_ = member && (before_.end == last_.begin || page_);
      computed_ = false;
    } else if (member_ && (last_.IsText() || last_.kind == ScriptTokenKind::kEscapedName ||
                           (last_.IsName() && IsOneOf(last_.text, kTextMakers)))) {
      computed_ = true;
      secret_ = last_.IsText() && IsOneOf(last_.text, kPageSecrets);
    } else if (last_.IsName() && !before_.Is('.') && !member_) {
      computed_ = false;
    }
  }

  bool BeginsWithText(std::size_t open) const { return ScriptTokens(text_, open + 1).Next().IsText(); }

  bool IsTemplateCall() const { return BeginsWithCall(text_, next_.end); }

  // `last_` is a call that a script gets from the browser.
  bool IsHostileCall() const {
    if (before_.Is('.') && next_.Is('=')) return false;
    const bool sees_text = last_.text != "fetch" && last_.text != "import" && last_.text != "settimeout" &&
                           last_.text != "setinterval";
    if (next_.Is('(') || next_.kind == ScriptTokenKind::kTemplate) {
      if (next_.begin != last_.end && !sees_text) return false;
      const ScriptArguments arguments = ReadArguments(text_, next_.begin);
      if (arguments.end != 0 && IsFollowedByProse(text_, arguments.end)) return false;
      if (last_.begin == 0 && next_.end == text_.size() && next_.begin == last_.end) return true;  // "alert("
      if (next_.kind == ScriptTokenKind::kTemplate) return next_.begin == last_.end;
      if (arguments.remote || (arguments.code && sees_text)) return true;
      if (last_.text.starts_with("set")) return BeginsWithText(next_.begin);
      return sees_text && (last_.text != "atob" || arguments.empty) && !arguments.ending &&
             last_.begin == 0 && next_.begin == last_.end && arguments.end == text_.size();
    }
    return IsPassedOn();
  }

  // `x.find(alert)`, `(alert)(1)`, `[alert][0]`, `alert.call(...)`, `alert?.(1)`, `a=alert;a(1)`.
  bool IsPassedOn() const {
    ScriptTokens tokens(text_, next_.end);
    const ScriptToken second = tokens.Next();
    const ScriptToken third = tokens.Next();
    if (next_.Is('.')) {
      return second.IsName() && IsOneOf(second.text, kCallingMethods) &&
             (third.Is('(') || third.kind == ScriptTokenKind::kTemplate);
    }
    if (next_.Is('?')) return second.Is('.') && third.Is('(');
    const bool called = second.Is('(') || second.kind == ScriptTokenKind::kTemplate;
    if (next_.Is(')') && (before_.Is('(') || before_.Is(','))) return called || caller_end_ == before_.begin;
    if (next_.Is(']') && before_.Is('[')) return second.Is('[') || second.Is('.');
    if (before_.Is('=') && (next_.Is(',') || next_.Is(';'))) return second.IsName() && third.Is('(');
    return false;
  }

  // `.call(`, `.map` and a template, `.constructor('...')`; remembers where a call of it opens.
  bool IsHostileCaller() {
    caller_end_ = last_.end;
    if (next_.kind == ScriptTokenKind::kTemplate &&
        (next_.begin == last_.end || next_.text.find("${") != std::string_view::npos))
      return !IsFollowedByProse(text_, next_.end);
    if (last_.text != "constructor") return false;
    if (next_.Is('(')) return BeginsWithText(next_.begin) || ReadArguments(text_, next_.begin).remote;
    return next_.Is('.') && ScriptTokens(text_, next_.end).Next().text == "constructor";
  }

  // `document.cookie` in an expression or alone, `location=...`, `onerror=alert`, `createelement('script')`.
  bool IsPageAccess() const {
    ScriptTokens tokens(text_, last_.end);
    ScriptToken token = tokens.Next();
    std::string_view member = last_.text;
    for (int i = 0; i < 4 && token.Is('.') && token.begin > 0; ++i) {
      const ScriptToken name = tokens.Next();
      const bool spaced =
          token.begin > (i == 0 ? last_.end : 0) && i == 0;  // a full stop never has a blank in front
      if (!name.IsName() || (name.begin != token.end && !spaced)) return false;
      member = name.text;
      token = tokens.Next();
    }
    const bool secret = IsOneOf(member, kPageSecrets) || (last_.text == "window" && member == "name");
    if (token.Is('=')) {
      const ScriptToken given = tokens.Next();
      return secret && IsGivenCode(given, tokens.Next());
    }
    if (member == "createelement") {
      const ScriptToken element = ScriptTokens(text_, token.end).Next();
      return element.IsText() && IsOneOf(element.text, kLoadedElements);
    }
    if (token.Is('(')) return IsPageCall(member, token.begin);
    if (!secret || member.data() == last_.text.data()) return false;
    // "window.location.href" alone is what one reads about.
    if (last_.begin == 0 && token.kind == ScriptTokenKind::kEnd)
      return member != "location" && member != "href" && member != "hash";
    const bool taken =
        before_.Is('(') || before_.Is('+') || before_.Is('=') || before_.Is(',') || before_.Is('[');
    return taken && (token.Is(')') || token.Is('+') || token.Is(',') || token.Is(';') || token.Is(']') ||
                     token.kind == ScriptTokenKind::kEnd);
  }

  bool IsPageCall(std::string_view member, std::size_t open) const {
    const ScriptArguments arguments = ReadArguments(text_, open);
    if (arguments.end != 0 && IsFollowedByProse(text_, arguments.end)) return false;
    if (IsOneOf(member, kPageSecrets)) return arguments.code && arguments.remote;
    return (member == "assign" || member == "replace" || member == "open" || member == "sendbeacon") &&
           arguments.remote;
  }

  static bool IsGivenCode(const ScriptToken& value, const ScriptToken& next) {
    if (value.IsText()) {
      return value.text.find(':') != std::string_view::npos ||
             value.text.find("//") != std::string_view::npos || next.Is('+');
    }
    if (!value.IsName()) return false;
    return IsScriptCall(value.text) || value.text == "name" || next.Is('(') ||
           (IsPageObject(value.text) && next.Is('.'));
  }

  std::string_view text_;
  ScriptTokens tokens_;
  ScriptToken before_;
  ScriptToken last_;
  ScriptToken next_;
  std::size_t caller_end_ = std::string_view::npos;
  bool member_ = false;    // inside the brackets of a member
  bool computed_ = false;  // whose name is made of text
  bool page_ = false;      // of an object of the page
  bool secret_ = false;    // and it is one of kPageSecrets
};

}  // namespace

bool HasScript(const Value& value) noexcept {
  const std::string_view text = value.text;
  if (FindMark(text, Marks(kJavaScriptMarks)) == std::string_view::npos) return false;
  if (BreaksOutOfScript(text)) return true;
  return (MayCall(text) || NamesPage(text)) && (ScriptScan(text).Run() || HasBracketCode(text));
}

}  // namespace errwatch
