// Expressions of template engines, slowly: each pair of brackets and what it must hold to be one that is
// evaluated and no placeholder.
#pragma once

#include <string>
#include <string_view>

#include "plain_text.h"
#include "structure/php_functions.h"
#include "structure/template_names.h"

namespace errwatch::plain {

// So far does an expression go.
inline constexpr std::size_t kMostOfTemplate = 160;

inline std::string Stripped(const std::string& text) {
  static const Expression inside("\\S(?:[^]*\\S)?");
  Found found;
  return Holds(text, inside, found) ? found.str() : std::string();
}

// "7*7"; a minus or a slash only where there are numbers alone.
inline bool Reckons(const std::string& body) {
  static const Expression numbers("[0-9 ()*+/%'\"-]*");
  static const Expression of_numbers("[0-9)'\"]\\s*[*+/%-]\\s*[0-9('\"]");
  static const Expression of_others("[0-9)'\"]\\s*[*+]\\s*[0-9]");
  return Holds(body, Is(body, numbers) ? of_numbers : of_others);
}

inline bool IsOneOfNames(const std::string& name, const auto& names) {
  return std::ranges::find(names, name) != names.end();
}

// What stands at `at` of `all` is a call, or a filter that runs something.
inline bool IsCall(const std::string& all, std::size_t at) {
  static const Expression filter("\\|\\s*([a-zA-Z0-9_]+)");
  static const Expression last_name("[a-z0-9_$]+$");
  static const Expression behind_stroke("(?:^|[^|])\\|\\s*$");
  static const Expression behind_stop("[.:>]$");
  static const Expression behind_text("['\"`]\\.$");
  static const Expression argument("\\(\\s*['\"`]([a-zA-Z0-9_]+)");
  Found found;
  if (all[at] == '|')
    return Begins(all.substr(at), filter, found) && IsOneOfNames(found[1], kRunningFunctions);
  const std::string front = all.substr(0, at);
  if (front.ends_with(']') || front.ends_with(')')) return true;
  if (!Holds(front, last_name, found)) return false;
  const std::string name = found[0];
  const std::string before = found.prefix();
  if (Holds(before, behind_stroke)) {
    if (IsOneOfNames(name, kRunningFunctions) || IsOneOfNames(name, kReachingFilters)) return true;
    const std::string rest = all.substr(at);
    return IsOneOfNames(name, kHandingFilters) && Begins(rest, argument, found) &&
           IsOneOfNames(found[1], kRunningFunctions);
  }
  if (before.ends_with('?')) return !IsOneOfNames(name, kPageBuiltIns);
  static const Expression inside(
      "class|runtime|env|engine|context|bean|request|session|protection|method|stream|propert|config|secret|"
      "module|thread");
  if (before.ends_with('.') && From(all, at + 1).starts_with(')') && name.starts_with("get") &&
      name.size() > 3 && !Holds(name, inside))
    return false;
  if (!Holds(before, behind_stop)) return !IsOneOfNames(name, kPageCalls);
  return !before.ends_with('.') || !IsOneOfNames(name, kPageMethods) || Holds(before, behind_text);
}

// `behind`: what follows the body, where a sign that begins in the body may end.
inline bool Calls(const std::string& body, const std::string& behind) {
  for (std::size_t at = 0; at < body.size(); ++at)
    if ((body[at] == '(' || body[at] == '|') && IsCall(body + behind, at)) return true;
  return false;
}

inline bool ReachesInside(const std::string& body, const std::string& behind) {
  static const Expression inside(
      "\\.__|\\[['\"](?:__|\\\\x5f\\\\x5f)|\\.class\\.|\\.constructor|\"constructor\"|"
      "\\?(?:eval|interpret)(?![a-zA-Z0-9_])");
  const std::string all = body + behind;
  Found found;
  return Holds(all, inside, found) && found.position() < body.size();
}

inline bool Computes(const std::string& body, const std::string& behind) {
  return Reckons(body) || Calls(body, behind) || ReachesInside(body, behind);
}

// What stands between `rest`'s first bytes and `close`.
inline std::string Body(const std::string& rest, std::size_t open, std::string_view close) {
  const std::string body = From(rest, open).substr(0, kMostOfTemplate);
  return body.substr(0, body.find(close));
}
inline std::string Behind(const std::string& rest, std::size_t open, std::string_view close) {
  return From(rest, open + Body(rest, open, close).size());
}

// "const x = `${f()}`" of a script.
inline bool IsOfScript(const std::string& front, const std::string& rest) {
  const std::string before = front.substr(front.size() - std::min(front.size(), kMostOfTemplate));
  static const Expression open("[^]*[=(][^]*`[^`]*");
  return Is(before, open) && Holds(rest.substr(0, kMostOfTemplate), "`");
}

inline const Expression& OfEngine() {
  static const Expression engine(
      "\\.(?:data_model|globals|main|version)|self\\.(?:module|template)|(?:root|global)\\.process|"
      "process\\.(?:mainmodule|env)");
  return engine;
}

// "/etc/passwd" in quotes, not "header.vm".
inline bool NamesFileOutside(const std::string& rest, std::size_t quote) {
  const std::string path = Body(rest, quote + 1, rest.substr(quote, 1));
  static const Expression root("/(?:etc|proc|var|root|home|usr|tmp|windows|web-inf)/");
  return Begins(path, root) || Holds(path, "..") || Holds(path, "://");
}

// ${..}, %{..}
inline bool IsDollarTemplate(const std::string& front, const std::string& rest) {
  static const Expression code(
      "[(#@'\"]|(?:(?:application|session|request|page)scope|pagecontext|facescontext|"
      "servletcontext)(?![a-z0-9_])");
  static const Expression percent_number("[0-9][^]");
  const std::string body = Stripped(Body(rest, 2, "}"));
  if (body.empty() || (rest[0] == '$' && IsOfScript(front, rest))) return false;
  if (Begins(body, OfEngine())) return true;
  return Begins(body, code) || Computes(body, Behind(rest, 2, "}")) ||
         (rest[0] == '%' && Begins(body, percent_number));
}

// #{..}, *{..}, @{..}, ~{..}
inline bool IsSignTemplate(const std::string& rest) {
  const std::string body = Stripped(Body(rest, 2, "}"));
  static const Expression server(
      "(?:(?:application|session|request|page)scope|pagecontext|facescontext|servletcontext)(?![a-z0-9_])");
  if (rest[0] == '#' && (Begins(body, server) || Begins(body, OfEngine()))) return true;
  if (body.starts_with('`') || body.starts_with("%x") || (rest[0] == '@' && body.starts_with('[')))
    return true;
  const std::string behind = Behind(rest, 2, "}");
  // Blocks of Razor call what a page has: @{ Html.RenderPartial("_Menu"); }
  if (rest[0] == '@') return Reckons(body) || ReachesInside(body, behind);
  return Computes(body, behind);
}

// "request.path | upper": settings of the page's own.
inline bool IsPlainMember(const std::string& body, const std::string& behind) {
  static const Expression member(
      "(?:config|self|request|settings)\\.(([a-zA-Z0-9][a-zA-Z0-9_]*)\\s*(?:\\|[^]*)?)");
  static const Expression secret("application|class|env|item|key|pass|secret|sql");
  Found found;
  if (!Is(body, member, found) || Holds(found[2], secret)) return false;
  return !Holds(found[1], "attr") && !Computes(body, behind);
}

// {{..}}
inline bool IsDoubleTemplate(const std::string& rest) {
  static const Expression lead("[{=% ~-]*");
  static const Expression property("[$#]?[a-zA-Z0-9_]*\\s*:");
  static const Expression engine(
      "(?:config|self|request|_self|_context|lipsum|cycler|joiner|url_for|"
      "get_flashed_messages|settings|\\$on|constructor)(?:$|[.[(|])");
  static const Expression filtered("[0-9][^]*\\||#with \"");
  Found found;
  const std::string whole = Stripped(Body(rest, 2, "}}"));
  Begins(whole, lead, found);
  const std::string body = found.suffix();
  static const Expression step("\\$(?:input|items|json|node|now|today)(?![a-zA-Z0-9_])");
  if (body.empty()) return false;
  const std::string behind = Behind(rest, 2, "}}");
  if (Begins(body, step)) return ReachesInside(body, behind);
  if (Begins(body, property)) return ReachesInside(body, behind);  // style={{ width: a() }}
  if (IsPlainMember(body, behind)) return false;
  static const Expression called("(?:config|url_for)\\(");
  static const Expression go("(?:html|js|print|printf|call|println|urlquery)\\s+[\"'`]");
  static const Expression method("(?:\\.[a-zA-Z0-9_]*){0,4}\\.([a-zA-Z0-9_]*)\\s+[\"'`]");
  static const Expression runs("system|exec|cmd|command|shell|eval|file|secret|passw");
  static const Expression call(
      "(?:\\.[a-zA-Z0-9_]*){0,4}\\.call\\s+[\"'`][a-zA-Z0-9_]*"
      "(?:system|exec|cmd|command|shell|eval|file|secret|passw)");
  static const Expression handler("handler\\.(?:settings|application)");
  static const Expression field("[ (][.$][a-z]");
  if (Begins(body, engine) && !Begins(body, called)) return true;
  if (Begins(body, filtered) || body.starts_with('`')) return true;
  if (Begins(body, go)) return !Holds(body, field);
  if (Begins(body, method, found) && Holds(found[1], runs)) return true;
  return Begins(body, call) || Begins(body, handler) || Computes(body, behind);
}

// {%..%}
inline bool IsTagTemplate(const std::string& rest) {
  static const Expression lead("[ +-]*");
  static const Expression tag(
      "(?:debug(?![a-z0-9_])|if(?![a-z0-9_])\\s*(?:[0-9]|true\\s*$)|import(?![a-z0-9_])\\s*"
      "os(?![a-z0-9_])|print\\s+[0-9])");
  static const Expression name("[a-z0-9_]");
  Found found;
  const std::string whole = Body(rest, 2, "%}");
  Begins(whole, lead, found);
  const std::string body = found.suffix();
  static const Expression raw("raw(?![a-zA-Z0-9_])\\s*handler\\.|apply(?![a-zA-Z0-9_])\\s*[a-zA-Z0-9_]*\\.");
  static const Expression naming(
      "(?:macro|module|apply|block|component)(?![a-zA-Z0-9_])\\s*[a-zA-Z0-9_]+\\(");
  if (!Begins(body, name)) return false;
  if (Begins(body, tag) || Begins(body, raw)) return true;
  const std::string behind = Behind(rest, 2, "%}");
  static const Expression call("call(?![a-zA-Z0-9_])");
  if (Begins(body, call)) return Reckons(body) || ReachesInside(body, behind);
  if (Begins(body, naming, found)) return Computes(found.suffix(), behind);
  return Computes(body, behind);
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
  static const Expression control(
      "\\}|(?:if|for|while|else|elsif|unless|switch|end|foreach|case|when)(?![a-zA-Z0-9_])");
  if (!shows && (Begins(code, control) || Holds(code, ".foreach("))) return false;
  if (Computes(code, Behind(rest, 2, "%>")) || Holds(code, "`")) return true;
  if (code.starts_with("process.") || code.starts_with("global.")) return true;
  static const Expression constant("[0-9'\"]");
  static const Expression statement("[^]*\\(|response\\.|import ");
  if (shows) return Begins(code, constant) || code == "env";
  return Begins(code, statement);
}

inline bool IsNumbers(const std::string& rest, char close) {
  static const Expression numbers("[0-9 *+]{0,31}");
  const std::string body = Body(rest, 1, std::string(1, close));
  return From(rest, 1 + body.size()).starts_with(close) && Is(body, numbers) && Reckons(body);
}

inline bool IsBraceTemplate(const std::string& front, const std::string& rest) {
  const char before = front.empty() ? '\0' : front.back();
  if (rest.starts_with("{{")) return before != '{' && IsDoubleTemplate(rest);
  if (rest.starts_with("{%")) return IsTagTemplate(rest);
  if (rest.starts_with("{if "))
    return Calls(Body(rest, 1, "}"), Behind(rest, 1, "}")) && Holds(rest.substr(0, kMostOfTemplate), "{/if}");
  if (before == '$' || before == '%')
    return IsDollarTemplate(front.substr(0, front.size() - 1), before + rest);
  if (before == '#' || before == '*' || before == '@' || before == '~') return IsSignTemplate(before + rest);
  return IsNumbers(rest, '}');
}

// #set($x="..")
inline bool IsVelocity(const std::string& rest) {
  static const Expression run("#(?:evaluate\\s*\\(\\s*[\"$]|(?:parse|include)\\s*\\(\\s*\\$)");
  static const Expression included("#(?:parse|include)\\s*\\(\\s*(?=\")");
  static const Expression assigned("#(set|foreach)\\s*\\((?=\\s*\\$)");
  Found found;
  if (Begins(rest, run)) return true;
  if (Begins(rest, included, found)) return NamesFileOutside(rest, found.length());
  if (!Begins(rest, assigned, found)) return false;
  const std::size_t open = found.length();
  const std::string body = Body(rest, open, "\n");
  return Computes(body, Behind(rest, open, "\n")) || Holds(body, "[1..");
}

// <#assign x="..">
inline bool IsFreeMarker(const std::string& rest) {
  static const Expression included("<#(?:include|import)(?= )\\s*(?=[\"'])");
  static const Expression other_included("<#(?:include|import) ");
  static const Expression assigned("<#(?:assign|global) ");
  static const Expression other("<#(?:list|if) ");
  Found found;
  if (Begins(rest, included, found)) return NamesFileOutside(rest, found.length());
  if (Begins(rest, other_included)) return true;
  const std::string body = Body(rest, 2, "\n");
  const bool assigns = Begins(rest, assigned);
  return (assigns && Holds(body, "=\"")) ||
         ((assigns || Begins(rest, other)) && Computes(body, Behind(rest, 2, "\n")));
}

inline bool HasTemplate(const std::string& text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string front = text.substr(0, at);
    const std::string rest = text.substr(at);
    if (rest[0] == '{' && IsBraceTemplate(front, rest)) return true;
    if (rest.starts_with("<%") && IsServerPage(rest)) return true;
    if (IsVelocity(rest) || IsFreeMarker(rest)) return true;
    if (rest.starts_with("[=") && Computes(Body(rest, 2, "]"), Behind(rest, 2, "]"))) return true;
    if (rest[0] == '(' && (front.ends_with('@') ? IsNumbers(rest, ')') : front.ends_with("?new")))
      return true;
  }
  return false;
}

}  // namespace errwatch::plain
