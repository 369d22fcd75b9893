// Expressions of template engines, slowly: each pair of brackets and what it must hold to be one that is
// evaluated and no placeholder.
#pragma once

#include <string>
#include <string_view>

#include "plain_text.h"

namespace errwatch::plain {

// So far does an expression go.
inline constexpr std::size_t kMostOfTemplate = 160;

inline std::string Stripped(const std::string& text) {
  static const std::regex blanks("^\\s+|\\s+$");
  return std::regex_replace(text, blanks, "");
}

// "7*7"; a minus or a slash only where there are numbers alone.
inline bool Reckons(const std::string& body) {
  static const std::regex numbers("[0-9 ()*+/%'\"-]*");
  static const std::regex of_numbers("[0-9)'\"]\\s*[*+/%-]\\s*[0-9('\"]");
  static const std::regex of_others("[0-9)'\"]\\s*[*+]\\s*[0-9]");
  return std::regex_search(body, Is(body, numbers) ? of_numbers : of_others);
}

inline bool Calls(const std::string& body) {
  static const std::regex call("([a-z0-9_$\\])]*)\\(");
  // Of translations, addresses and states of sensors.
  static const Words of_pages = {"_",    "t",     "$t",        "tc",         "i18n",
                                 "__",   "trans", "translate", "gettext",    "asset",
                                 "path", "route", "states",    "state_attr", "is_state"};
  for (std::sregex_iterator it(body.begin(), body.end(), call); it != std::sregex_iterator(); ++it) {
    const std::string before = (*it)[1];
    const std::string name = before.substr(before.find_last_of("])") + 1);
    if (name.empty() ? !before.empty() : !of_pages.contains(name)) return true;
  }
  return false;
}

inline bool ReachesInside(const std::string& body) {
  static const std::regex inside("\\.__|\\[['\"]__|\\.class\\.|\\.constructor|\"constructor\"");
  return std::regex_search(body, inside);
}

inline bool Computes(const std::string& body) { return Reckons(body) || Calls(body) || ReachesInside(body); }

// What stands between `rest`'s first bytes and `close`.
inline std::string Body(const std::string& rest, std::size_t open, std::string_view close) {
  const std::string body = From(rest, open).substr(0, kMostOfTemplate);
  return body.substr(0, body.find(close));
}

// "const x = `${f()}`" of a script.
inline bool IsOfScript(const std::string& front, const std::string& rest) {
  const std::string before = front.substr(front.size() - std::min(front.size(), kMostOfTemplate));
  static const std::regex open("[^]*[=(][^]*`[^`]*");
  return Is(before, open) && Holds(rest.substr(0, kMostOfTemplate), "`");
}

// ${..}, %{..}
inline bool IsDollarTemplate(const std::string& front, const std::string& rest) {
  static const std::regex code(
      "[(#@'\"]|(?:(?:application|session|request|page)scope|pagecontext|facescontext|"
      "servletcontext)(?![a-z0-9_])");
  static const std::regex percent_number("[0-9][^]");
  const std::string body = Stripped(Body(rest, 2, "}"));
  if (body.empty() || (rest[0] == '$' && IsOfScript(front, rest))) return false;
  return Begins(body, code) || Computes(body) || (rest[0] == '%' && Begins(body, percent_number));
}

// #{..}, *{..}, @{..}, ~{..}
inline bool IsSignTemplate(const std::string& rest) {
  const std::string body = Stripped(Body(rest, 2, "}"));
  return body.starts_with('`') || body.starts_with("%x") || (rest[0] == '@' && body.starts_with('[')) ||
         Computes(body);
}

// "request.path | upper": settings of the page's own.
inline bool IsPlainMember(const std::string& body) {
  static const std::regex member(
      "(?:config|self|request|settings)\\.(([a-zA-Z0-9][a-zA-Z0-9_]*)\\s*(?:\\|[^]*)?)");
  static const std::regex secret("application|class|env|item|key|pass|secret|sql");
  std::smatch found;
  if (!std::regex_match(body, found, member) || std::regex_search(found[2].str(), secret)) return false;
  return !Holds(found[1].str(), "attr") && !Computes(found[1].str());
}

// {{..}}
inline bool IsDoubleTemplate(const std::string& rest) {
  static const std::regex lead("[{=% ~-]*");
  static const std::regex property("\\$?[a-z0-9_]*\\s*:");
  static const std::regex engine(
      "(?:config|self|request|_self|_context|lipsum|cycler|joiner|url_for|"
      "get_flashed_messages|settings|\\$on|constructor)(?:$|[.[(|])");
  static const std::regex filtered("[0-9][^]*\\||#with \"");
  std::smatch found;
  const std::string whole = Stripped(Body(rest, 2, "}}"));
  Begins(whole, lead, found);
  const std::string body = found.suffix();
  static const std::regex step("\\$(?:input|items|json|node|now|today)(?![a-zA-Z0-9_])");
  if (body.empty()) return false;
  if (Begins(body, step)) return ReachesInside(body);
  if (Begins(body, property)) return ReachesInside(body);  // style={{ width: a() }}
  if (IsPlainMember(body)) return false;
  return Begins(body, engine) || Begins(body, filtered) || Computes(body);
}

// {%..%}
inline bool IsTagTemplate(const std::string& rest) {
  static const std::regex lead("[ +-]*");
  static const std::regex tag(
      "(?:debug(?![a-z0-9_])|if(?![a-z0-9_])\\s*(?:[0-9]|true\\s*$)|import(?![a-z0-9_])\\s*"
      "os(?![a-z0-9_]))");
  static const std::regex name("[a-z0-9_]");
  std::smatch found;
  const std::string whole = Body(rest, 2, "%}");
  Begins(whole, lead, found);
  const std::string body = found.suffix();
  return Begins(body, name) && (Begins(body, tag) || Computes(body));
}

// <%..%>
inline bool IsServerPage(const std::string& rest) {
  const std::string body = Body(rest, 2, "%>");
  if (body.empty()) return false;
  if (body[0] == '@') return Holds(body, "import=") || Holds(body, "file=");
  if (body[0] == '!') return true;
  const bool shows = body[0] == '=';
  const std::string code = Stripped(body.substr(shows || body[0] == '-' ? 1 : 0));
  if (code.empty()) return false;
  if (Computes(code) || Holds(code, "`")) return true;
  static const std::regex constant("[0-9'\"]");
  static const std::regex statement("[^]*\\(|response\\.|import ");
  return Begins(code, shows ? constant : statement);
}

inline bool IsNumbers(const std::string& rest, char close) {
  static const std::regex numbers("[0-9 *+]{0,31}");
  const std::string body = Body(rest, 1, std::string(1, close));
  return From(rest, 1 + body.size()).starts_with(close) && Is(body, numbers) && Reckons(body);
}

inline bool IsBraceTemplate(const std::string& front, const std::string& rest) {
  const char before = front.empty() ? '\0' : front.back();
  if (rest.starts_with("{{")) return before != '{' && IsDoubleTemplate(rest);
  if (rest.starts_with("{%")) return IsTagTemplate(rest);
  if (rest.starts_with("{$smarty.")) return true;
  if (rest.starts_with("{if "))
    return Calls(Body(rest, 0, "}")) && Holds(rest.substr(0, kMostOfTemplate), "{/if}");
  if (before == '$' || before == '%')
    return IsDollarTemplate(front.substr(0, front.size() - 1), before + rest);
  if (before == '#' || before == '*' || before == '@' || before == '~') return IsSignTemplate(before + rest);
  return IsNumbers(rest, '}');
}

// #set($x="..")
inline bool IsVelocity(const std::string& rest) {
  static const std::regex included("#(?:evaluate|parse|include)\\s*\\(\\s*[\"$]");
  static const std::regex assigned("#(set|foreach)\\s*\\((?=\\s*\\$)");
  static const std::regex text("[^=]*=\\s*[\"'][^]*");
  std::smatch found;
  if (Begins(rest, included)) return true;
  if (!Begins(rest, assigned, found)) return false;
  const std::string body = Body(rest, static_cast<std::size_t>(found.length()), "\n");
  return Computes(From(body, 1)) || Holds(body, "[1..") || (found[1] == "set" && Is(body, text));
}

// <#assign x="..">
inline bool IsFreeMarker(const std::string& rest) {
  static const std::regex included("<#(?:include|import) ");
  static const std::regex assigned("<#(?:assign|global) ");
  static const std::regex other("<#(?:list|if) ");
  if (Begins(rest, included)) return true;
  const std::string body = Body(rest, 2, "\n");
  const bool assigns = Begins(rest, assigned);
  return (assigns && Holds(body, "=\"")) || ((assigns || Begins(rest, other)) && Computes(body));
}

inline bool HasTemplate(const std::string& text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string front = text.substr(0, at);
    const std::string rest = text.substr(at);
    if (rest[0] == '{' && IsBraceTemplate(front, rest)) return true;
    if (rest.starts_with("<%") && IsServerPage(rest)) return true;
    if (IsVelocity(rest) || IsFreeMarker(rest)) return true;
    if (rest.starts_with("[=") && Computes(Body(rest, 2, "]"))) return true;
    if (rest[0] == '(' && (front.ends_with('@') ? IsNumbers(rest, ')') : front.ends_with("?new")))
      return true;
  }
  return false;
}

}  // namespace errwatch::plain
