#include "structure/script_scan.h"

#include <algorithm>
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

// The other names that are looked for: their first letter and length tell nearly every name from all of them.
constexpr std::array<std::string_view, 3> kOtherNames = {"function", "onerror", "$"};
constexpr auto kNameLengths = [] {
  std::array<uint32_t, 128> lengths{};
  const auto add = [&lengths](const auto& names) {
    for (const std::string_view name : names)
      lengths[static_cast<unsigned char>(name.front())] |= uint32_t{1} << name.size();
  };
  add(kCallingMethods);
  add(kTextMakers);
  add(kOtherNames);
  add(kBrowserCalls);
  add(kPageObjects);
  return lengths;
}();
bool MayBeKnown(std::string_view name) {
  const auto first = static_cast<unsigned char>(name.front());
  return first < kNameLengths.size() && name.size() < 32 && (kNameLengths[first] >> name.size() & 1) != 0;
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
  ScriptScan(std::string_view text, StepBudget& budget) : text_(text), tokens_(text), budget_(budget) {}

  Finding Run() {
    do {
      ScriptToken* const free = before_;
      before_ = last_;
      last_ = next_;
      next_ = free;
      *next_ = tokens_.Next();
      if (!budget_.Take(kStepsOfToken)) break;
      if (Judge()) return Finding::kRuns;
    } while (next_->kind != ScriptTokenKind::kEnd || last_->kind != ScriptTokenKind::kEnd);
    return typed_ ? Finding::kTyped : Finding::kNothing;
  }

 private:
  static constexpr std::size_t kStepsOfToken = 4;

  // What anybody writes who writes about scripts. False: read on.
  bool Typed() {
    typed_ = true;
    return false;
  }

  // Looks at `last_` with what stands around it. True: that runs or hides.
  bool Judge() {
    switch (last_->kind) {
      case ScriptTokenKind::kName:
        return JudgeName();
      case ScriptTokenKind::kMark:
        if (last_->Is('[')) OpenBracket();
        return last_->Is(']') && computed_ && JudgeMember();
      case ScriptTokenKind::kString:
        if (member_ && !IsOfFilter()) TakeMember();
        return false;
      case ScriptTokenKind::kTemplate:
        if (member_) TakeMember();
        return HoldsTemplateCall(last_->text);
      case ScriptTokenKind::kEscapedName:
        if (member_) TakeMember();
        return next_->Is('(') || next_->Is('.') || next_->Is('[') ||
               next_->kind == ScriptTokenKind::kTemplate;
      default:
        return false;
    }
  }

  bool JudgeName() {
    const bool known = MayBeKnown(last_->text);
    if (member_ && known && IsOneOf(last_->text, kTextMakers)) {
      TakeMember();
    } else if (!member_ && !before_->Is('.')) {
      computed_ = false;
    }
    if (!known || (before_->IsName() && !IsScriptKeyword(before_->text))) return false;  // prose
    if (last_->text == "$") return next_->Is('{') && IsTemplateCall();
    if (IsScriptCall(last_->text)) return IsHostileCall();
    if (last_->text == "function") return next_->Is('(') && BeginsWithText(next_->begin);
    if (before_->Is('.') && IsOneOf(last_->text, kCallingMethods) && IsHostileCaller()) return true;
    if (IsPageObject(last_->text) || last_->text == "onerror") return IsPageAccess();
    return false;
  }

  // Behind the end of a member whose name is made of text.
  bool JudgeMember() {
    if (Calls()) return !plain_ || (!TakesNumbers() && Typed());
    return page_ && (next_->Is('=') || secret_);
  }

  bool Calls() const {
    return next_->begin == last_->end && (next_->Is('(') || next_->kind == ScriptTokenKind::kTemplate);
  }

  // node["amenity"](50.7,7.1)
  bool TakesNumbers() const {
    const std::size_t end = SkipWhile(text_, next_->end, [](char c) { return IsAnyOf(c, "0123456789,. -"); });
    return end > next_->end && At(text_, end) == ')';
  }

  // ["name"="x"], ["name"~"^x|y$"], [~"a"~"b"]: of a query for a map. Compared, no text is a member's name.
  bool IsOfFilter() {
    const bool compared = next_->Is('=') || next_->Is('~') || next_->Is('!');
    filter_ = filter_ || compared;
    return compared || before_->Is('~') || (filter_ && before_->Is('='));
  }

  // Keeps what stands between the last '[' behind a value and its end.
  void OpenBracket() {
    const bool name = before_->IsName();
    const bool member = name || before_->Is(']') || before_->Is(')') || before_->Is('}');
    page_ = name && MayBeKnown(before_->text) && IsPageObject(before_->text);
    named_ = (before_->Is(']') && (plain_ || (named_ && !computed_))) ||
             (before_->kind == ScriptTokenKind::kName && !page_ && before_->text != "this");
    member_ = member && (before_->end == last_->begin || page_);
    computed_ = plain_ = filter_ = false;
  }

  // REQUIRES: member_
  void TakeMember() {
    computed_ = true;
    secret_ = last_->IsText() && IsOneOf(last_->text, kPageSecrets);
    plain_ = named_ && (before_->Is('[') || before_->Is('=')) && next_->Is(']') &&
             last_->kind == ScriptTokenKind::kString && IsPlainMember(last_->text);
  }

  // array['key'](x), ["addr:city"](x): no name that leads to others.
  static bool IsPlainMember(std::string_view name) {
    return name.find('\\') == std::string_view::npos && !IsScriptCall(name) && !IsPageObject(name) &&
           name != "constructor" && !name.starts_with("__");
  }

  bool BeginsWithText(std::size_t open) const { return ScriptTokens(text_, open + 1).Next().IsText(); }

  bool IsTemplateCall() const { return BeginsWithCall(text_, next_->end); }

  // `last_` is a call that a script gets from the browser.
  bool IsHostileCall() {
    if (before_->Is('.') && next_->Is('=')) return false;
    const bool sees_text = last_->text != "fetch" && last_->text != "import" && last_->text != "settimeout" &&
                           last_->text != "setinterval";
    if (!next_->Is('(') && next_->kind != ScriptTokenKind::kTemplate) return IsPassedOn();
    if (next_->begin != last_->end && !sees_text) return false;
    const ScriptArguments arguments = ReadArguments(text_, next_->begin, budget_);
    if (arguments.end != 0 && IsFollowedByProse(text_, arguments.end)) return false;
    if (next_->kind == ScriptTokenKind::kTemplate) {
      if (next_->begin != last_->end) return false;
      return last_->text != "fetch" || !IsAddressOfPage(next_->text) || Typed();
    }
    if (last_->begin == 0 && next_->end == text_.size() && next_->begin == last_->end)
      return Typed();  // "alert("
    if (arguments.remote || (arguments.code && sees_text)) return IsMeant(arguments) || Typed();
    if (last_->text.starts_with("set")) return BeginsWithText(next_->begin);
    if (sees_text && (last_->text != "atob" || arguments.empty) && !arguments.ending && last_->begin == 0 &&
        next_->begin == last_->end && arguments.end == text_.size())
      return Typed();
    return false;
  }

  // Whole addresses: what a page asks its own server, or one that it names, for.
  static bool IsAddressOfPage(std::string_view address) {
    return address.starts_with("https://") || (address.starts_with('/') && !address.starts_with("//"));
  }

  // A call that was read to its end: does it show or run what only an intruder would? alert("hello") and
  // eval(x) stand in every lesson; alert(1), alert(document.domain), eval(atob(x)) show that something runs.
  bool IsMeant(const ScriptArguments& arguments) {
    ScriptTokens tokens(text_, next_->end, &budget_);
    const ScriptToken first = tokens.Next();
    const ScriptToken second = tokens.Next();
    if (last_->text == "fetch" || last_->text == "import")
      return !first.IsText() || !IsAddressOfPage(first.text) || second.Is('+');
    if (last_->text.starts_with("set")) return first.IsText();
    const bool telling = IsOneOf<4>(first.text, {"cookie", "origin", "domain", "url"});
    if (first.kind == ScriptTokenKind::kName && second.Is(')') &&
        (telling || (last_->text == "eval" && first.text == "name")))
      return true;
    if (arguments.end == 0) return first.kind != ScriptTokenKind::kString || last_->text == "eval";
    if (first.IsName() && (IsPageObject(first.text) || IsScriptCall(first.text))) return true;
    if (last_->text == "eval" || last_->text == "execscript" || last_->text == "importscripts")
      return !first.IsName() || !second.Is(')');
    if (first.kind == ScriptTokenKind::kString ||
        (first.IsName() && first.kind != ScriptTokenKind::kEscapedName))
      return false;
    return IsAlone(arguments.end);
  }

  // The value begins with the call, or code stands in front; what follows is an operator or the end. The text
  // of an element runs where the element does (structure/markup.h).
  bool IsAlone(std::size_t end) const {
    const char behind = At(text_, BehindBlanks(text_, end));
    if (static_cast<unsigned char>(behind) < 0x80 && behind != '\0' && !IsAnyOf(behind, ";/)-+,'\"<>]}"))
      return false;
    if (last_->begin == 0) return true;
    if (before_->IsName()) return false;
    const char inside = Before(text_, before_->begin);
    return !before_->Is('>') || !(IsWordByte(inside) || IsQuoteMark(inside) || inside == '/');
  }

  // `x.find(alert)`, `(alert)(1)`, `[alert][0]`, `alert.call(...)`, `alert?.(1)`, `a=alert;a(1)`.
  bool IsPassedOn() {
    ScriptTokens tokens(text_, next_->end, &budget_);
    const ScriptToken second = tokens.Next();
    const ScriptToken third = tokens.Next();
    if (next_->Is('.')) {
      return second.IsName() && IsOneOf(second.text, kCallingMethods) &&
             (third.Is('(') || third.kind == ScriptTokenKind::kTemplate);
    }
    if (next_->Is('?')) return second.Is('.') && third.Is('(');
    const bool called = second.Is('(') || second.kind == ScriptTokenKind::kTemplate;
    if (next_->Is(')') && (before_->Is('(') || before_->Is(',')))
      return called || caller_end_ == before_->begin;
    if (next_->Is(']') && before_->Is('[')) return second.Is('[') || second.Is('.');
    if (before_->Is('=') && (next_->Is(',') || next_->Is(';'))) return second.IsName() && third.Is('(');
    return false;
  }

  // `.call(`, `.map` and a template, `.constructor('...')`; remembers where a call of it opens.
  bool IsHostileCaller() {
    caller_end_ = last_->end;
    if (next_->kind == ScriptTokenKind::kTemplate &&
        (next_->begin == last_->end || next_->text.find("${") != std::string_view::npos))
      return !IsFollowedByProse(text_, next_->end);
    if (last_->text != "constructor") return false;
    if (next_->Is('('))
      return BeginsWithText(next_->begin) || ReadArguments(text_, next_->begin, budget_).remote;
    return next_->Is('.') && ScriptTokens(text_, next_->end).Next().text == "constructor";
  }

  // `document.cookie` in an expression or alone, `location=...`, `onerror=alert`, `createelement('script')`.
  bool IsPageAccess() {
    ScriptTokens tokens(text_, last_->end, &budget_);
    ScriptToken token = tokens.Next();
    std::string_view member = last_->text;
    for (int i = 0; i < 4 && token.Is('.') && token.begin > 0; ++i) {
      const ScriptToken name = tokens.Next();
      const bool spaced =
          token.begin > (i == 0 ? last_->end : 0) && i == 0;  // a full stop never has a blank in front
      if (!name.IsName() || (name.begin != token.end && !spaced)) return false;
      member = name.text;
      token = tokens.Next();
    }
    const bool secret = IsOneOf(member, kPageSecrets) || (last_->text == "window" && member == "name");
    if (token.Is('=')) {
      const ScriptToken given = tokens.Next();
      return secret && IsGivenCode(given, tokens.Next());
    }
    if (member == "createelement") {
      const ScriptToken element = ScriptTokens(text_, token.end).Next();
      return element.IsText() && IsOneOf(element.text, kLoadedElements);
    }
    if (token.Is('(')) return IsPageCall(member, token.begin);
    if (!secret || member.data() == last_->text.data()) return false;
    // "window.location.href" alone is what one reads about.
    if (last_->begin == 0 && token.kind == ScriptTokenKind::kEnd)
      return member != "location" && member != "href" && member != "hash" ? Typed() : false;
    const bool taken =
        before_->Is('(') || before_->Is('+') || before_->Is('=') || before_->Is(',') || before_->Is('[');
    return taken && (token.Is(')') || token.Is('+') || token.Is(',') || token.Is(';') || token.Is(']') ||
                     token.kind == ScriptTokenKind::kEnd);
  }

  bool IsPageCall(std::string_view member, std::size_t open) {
    const ScriptArguments arguments = ReadArguments(text_, open, budget_);
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
  StepBudget& budget_;
  std::array<ScriptToken, 3> kept_;
  ScriptToken* before_ = &kept_[0];
  ScriptToken* last_ = &kept_[1];
  ScriptToken* next_ = &kept_[2];
  std::size_t caller_end_ = std::string_view::npos;
  bool typed_ = false;     // something was seen that people write
  bool named_ = false;     // the brackets stand behind a name of the code's own
  bool plain_ = false;     // and hold a plain name as text
  bool member_ = false;    // inside the brackets of a member
  bool computed_ = false;  // whose name is made of text
  bool page_ = false;      // of an object of the page
  bool filter_ = false;    // a text is compared in the brackets
  bool secret_ = false;    // and it is one of kPageSecrets
};

}  // namespace

Finding ScanScript(std::string_view text, StepBudget& budget) noexcept {
  return ScriptScan(text, budget).Run();
}

bool IsCallingMethod(std::string_view name) noexcept { return IsOneOf(name, kCallingMethods); }

}  // namespace errwatch
