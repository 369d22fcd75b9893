#include "structure/program_template.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "structure/cursor.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostInExpression = 160;

// What engines give every template, and no page calls its own.
constexpr std::array<std::string_view, 13> kEngineObjects = {
    "config",   "self",   "request",    "_self",   "_context",
    "lipsum",   "cycler", "joiner",     "url_for", "get_flashed_messages",
    "settings", "$on",    "constructor"};
constexpr std::array<std::string_view, 7> kServerObjects = {
    "applicationscope", "sessionscope", "requestscope",  "pagescope",
    "pagecontext",      "facescontext", "servletcontext"};
// Calls that pages make: of translations, addresses, and of what sensors say (Home Assistant).
constexpr std::array<std::string_view, 15> kPageCalls = {
    "_",       "t",     "$t",   "tc",    "i18n",   "__",         "trans",   "translate",
    "gettext", "asset", "path", "route", "states", "state_attr", "is_state"};
// What automations (n8n) give every expression: data of the step before, and the time.
constexpr std::array<std::string_view, 6> kStepObjects = {"$input", "$items", "$json",
                                                          "$node",  "$now",   "$today"};

// Up to `close`, or all that there is.
std::string_view BodyAt(std::string_view text, std::size_t at, std::string_view close) {
  const std::string_view rest = From(text, at).substr(0, kMostInExpression);
  return rest.substr(0, rest.find(close));
}

// "7*7", "7*'7'". A minus or a slash between numbers is a date's or a fraction's as well: these alone.
bool Reckons(std::string_view body) {
  const bool numbers_alone =
      std::ranges::all_of(body, [](char c) { return IsDigit(c) || IsAnyOf(c, " ()*+-/%'\""); });
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (!IsAnyOf(body[i], "*+-/%") || (!numbers_alone && !IsAnyOf(body[i], "*+"))) continue;
    const std::string_view left = BackOverBlanks(body, i);
    const char right = At(body, PastBlanks(body, i + 1));
    if (left.empty() || !(IsDigit(left.back()) || IsAnyOf(left.back(), ")'\""))) continue;
    if (IsDigit(right) || (numbers_alone && right != '\0' && IsAnyOf(right, "('\""))) return true;
  }
  return false;
}

// "a.b()", "a['b'](1)": whatever it does, it is run.
bool Calls(std::string_view body) {
  for (std::size_t at = body.find('('); at != std::string_view::npos; at = body.find('(', at + 1)) {
    const char before = Before(body, at);
    if (before == ']' || before == ')') return true;
    std::size_t begin = at;
    while (IsIdentifierByte(Before(body, begin)) || Before(body, begin) == '$') --begin;
    const std::string_view name = body.substr(begin, at - begin);
    if (!name.empty() && !IsOneOf(name, kPageCalls)) return true;
  }
  return false;
}

bool ReachesInside(std::string_view body) {
  return body.find(".__") != std::string_view::npos || body.find("['__") != std::string_view::npos ||
         body.find("[\"__") != std::string_view::npos || body.find(".class.") != std::string_view::npos ||
         body.find(".constructor") != std::string_view::npos ||
         body.find("\"constructor\"") != std::string_view::npos;
}

bool Computes(std::string_view body) { return Reckons(body) || Calls(body) || ReachesInside(body); }

// `const x = `${f()}``: a template of a script, in text about scripts.
bool IsInScriptTemplate(std::string_view text, std::size_t at) {
  const std::size_t begin = at - std::min(at, kMostInExpression);
  const std::string_view before = text.substr(begin, at - begin);
  const std::size_t open = before.rfind('`');
  return open != std::string_view::npos &&
         before.substr(0, open).find_first_of("=(") != std::string_view::npos &&
         From(text, at).substr(0, kMostInExpression).find('`') != std::string_view::npos;
}

// ${..}, and %{..}, where a parenthesis, a variable or a string at the beginning is code.
bool IsDollarExpression(std::string_view text, std::size_t at) {
  const std::string_view body = Trim(BodyAt(text, at + 2, "}"));
  if (body.empty() || (text[at] == '$' && IsInScriptTemplate(text, at))) return false;
  if (IsAnyOf(body.front(), "(#@'\"")) return true;
  if (IsOneOf(NameAt(body, 0), kServerObjects)) return true;
  return Computes(body) || (text[at] == '%' && IsDigit(body.front()) && body.size() > 1);
}

// #{..}, *{..}, @{..}, ~{..}
bool IsOtherExpression(std::string_view text, std::size_t at) {
  const std::string_view body = Trim(BodyAt(text, at + 2, "}"));
  if (body.empty()) return false;
  if (body.front() == '`' || body.starts_with("%x") || (text[at] == '@' && body.front() == '[')) return true;
  return Computes(body);
}

// "{{ config.title }}", "{{ request.path | upper }}": a page's own settings go by the engine's names, too.
// `member` is behind the full stop.
bool IsPlainMember(std::string_view object, std::string_view member) {
  if (object != "config" && object != "self" && object != "request" && object != "settings") return false;
  const std::string_view name = NameAt(member, 0);
  const char behind = At(member, PastBlanks(member, name.size()));
  if (name.empty() || name.front() == '_' || (behind != '\0' && behind != '|')) return false;
  for (const std::string_view inside :
       {"application", "class", "env", "item", "key", "pass", "secret", "sql"})
    if (name.find(inside) != std::string_view::npos) return false;
  return member.find("attr") == std::string_view::npos && !Computes(member);
}

// {{..}}
bool IsDoubleBrace(std::string_view text, std::size_t at) {
  std::string_view body = Trim(BodyAt(text, at + 2, "}}"));
  while (!body.empty() && IsAnyOf(body.front(), "{=-%~ ")) body.remove_prefix(1);
  if (body.empty()) return false;
  std::string_view name = NameAt(body, body.front() == '$' ? 1 : 0);
  if (body.front() == '$') name = body.substr(0, name.size() + 1);
  if (IsOneOf(name, kStepObjects)) return ReachesInside(body);
  if (At(body, PastBlanks(body, name.size())) == ':') return ReachesInside(body);  // style={{ width: a() }}
  if (IsOneOf(name, kEngineObjects)) {
    const char behind = At(body, name.size());
    if (behind == '.' && IsPlainMember(name, body.substr(name.size() + 1))) return false;
    if (behind == '\0' || IsAnyOf(behind, ".[(|")) return true;
  }
  if (IsDigit(body.front()) && body.find('|') != std::string_view::npos) return true;  // {{3|add:4}}
  if (body.starts_with("#with \"")) return true;
  return Computes(body);
}

// {%..%}
bool IsTag(std::string_view text, std::size_t at) {
  std::string_view body = BodyAt(text, at + 2, "%}");
  while (!body.empty() && IsAnyOf(body.front(), " -+")) body.remove_prefix(1);
  const std::string_view name = NameAt(body, 0);
  if (name.empty()) return false;
  const std::size_t behind = PastBlanks(body, name.size());
  if (name == "debug") return true;
  if (name == "if" && (IsDigit(At(body, behind)) || Trim(From(body, behind)) == "true")) return true;
  if (name == "import" && NameAt(body, behind) == "os") return true;
  return Computes(body);
}

// <%..%>
bool IsServerPage(std::string_view text, std::size_t at) {
  const std::string_view body = BodyAt(text, at + 2, "%>");
  const char first = At(body, 0);
  if (first == '@')  // <%@ page import=..%>, <%@ include file=..%>
    return body.find("import=") != std::string_view::npos || body.find("file=") != std::string_view::npos;
  if (first == '!' || first == '\0') return first == '!';
  const std::string_view code = Trim(body.substr(IsAnyOf(first, "=-") ? 1 : 0));
  if (code.empty()) return false;
  if (Computes(code) || code.find('`') != std::string_view::npos) return true;
  if (first == '=') return IsDigit(code.front()) || IsAnyOf(code.front(), "'\"");
  return code.find('(') != std::string_view::npos || code.starts_with("response.") ||
         code.starts_with("import ");
}

// #set($x=1), #foreach($i in [1..9]), #evaluate("..")
bool IsVelocity(std::string_view text, std::size_t at) {
  const std::string_view name = NameAt(text, at + 1);
  const std::size_t behind = PastBlanks(text, at + 1 + name.size());
  if (At(text, behind) != '(') return false;
  const char first = At(text, PastBlanks(text, behind + 1));
  if (name == "set" || name == "foreach") {
    if (first != '$') return false;
    const std::string_view body = BodyAt(text, behind + 1, "\n");
    const char given = At(body, PastBlanks(body, body.find('=') + 1));
    return Computes(From(body, 1)) || body.find("[1..") != std::string_view::npos ||
           (name == "set" && (given == '"' || given == '\''));
  }
  return (name == "evaluate" || name == "parse" || name == "include") && (first == '"' || first == '$');
}

// <#assign x="..">, <#list ..>
bool IsFreeMarker(std::string_view text, std::size_t at) {
  const std::string_view name = NameAt(text, at + 2);
  if (At(text, at + 2 + name.size()) != ' ') return false;
  if (name == "include" || name == "import") return true;
  if (!IsOneOf<4>(name, {"assign", "list", "if", "global"})) return false;
  const std::string_view body = BodyAt(text, at + 2, "\n");
  const bool gives_text = name != "list" && name != "if" && body.find("=\"") != std::string_view::npos;
  return gives_text || Computes(body);
}

// @(1+2), {7*7}: numbers alone.
bool IsNumbersInBrackets(std::string_view text, std::size_t at, char close) {
  const std::string_view body = BodyAt(text, at + 1, std::string_view(&close, 1));
  return At(text, at + 1 + body.size()) == close && body.size() < 32 &&
         body.find_first_of("*+") != std::string_view::npos &&
         std::ranges::all_of(body, [](char c) { return IsDigit(c) || IsAnyOf(c, " *+"); }) && Reckons(body);
}

bool IsBrace(std::string_view text, std::size_t at) {
  if (StandsAt(text, at, "{{")) return Before(text, at) != '{' && IsDoubleBrace(text, at);
  if (StandsAt(text, at, "{%")) return IsTag(text, at);
  if (StandsAt(text, at, "{$smarty.")) return true;
  if (StandsAt(text, at, "{if "))
    return Calls(BodyAt(text, at, "}")) &&
           From(text, at).substr(0, kMostInExpression).find("{/if}") != std::string_view::npos;
  switch (Before(text, at)) {
    case '$':
    case '%':
      return IsDollarExpression(text, at - 1);
    case '#':
    case '*':
    case '@':
    case '~':
      return IsOtherExpression(text, at - 1);
    default:
      return IsNumbersInBrackets(text, at, '}');
  }
}

}  // namespace

bool HasTemplate(std::string_view text) noexcept {
  constexpr ByteTable kMarks("{<#([");
  for (std::size_t at = kMarks.Find(text); at != std::string_view::npos; at = kMarks.Find(text, at + 1)) {
    switch (text[at]) {
      case '{':
        if (IsBrace(text, at)) return true;
        break;
      case '<':
        if (StandsAt(text, at, "<%") ? IsServerPage(text, at)
                                     : StandsAt(text, at, "<#") && IsFreeMarker(text, at))
          return true;
        break;
      case '#':
        if (IsVelocity(text, at)) return true;
        break;
      case '[':
        if (At(text, at + 1) == '=' && Computes(BodyAt(text, at + 2, "]")))
          return true;  // FreeMarker: [=7*7]
        break;
      default:
        if (Before(text, at) == '@' ? IsNumbersInBrackets(text, at, ')')
                                    : text.substr(0, at).ends_with("?new"))
          return true;
    }
  }
  return false;
}

}  // namespace errwatch
