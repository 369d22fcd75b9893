// What the values of attributes hold, slowly: styles that run, addresses of this site and of others, code that
// does nothing.
#pragma once

#include <algorithm>
#include <string>

#include "plain_script.h"
#include "plain_text.h"

namespace errwatch::plain {

// In an attribute.
inline bool IsRunningStyle(const std::string& value) {
  static const Expression running(
      "expression ?\\(|javascript:|-moz-binding|behaviou?r|@import|url\\(data:text|\\\\[a-zA-Z0-9]");
  return Holds(value.substr(0, 128), running);
}

// A style by itself, wherever it stands.
inline bool HasRunningStyle(const std::string& text) {
  static const Expression expression(" *" + Broken("expression") + " *\\(");
  static const Expression url(" *url\\(");
  static const Expression any_url(" *url");
  for (std::size_t colon = text.find(':'); colon != std::string::npos; colon = text.find(':', colon + 1)) {
    const std::string value = text.substr(colon + 1);
    const std::string name = text.substr(0, colon);
    Found found;
    if (Begins(value, expression)) return true;
    if (Begins(value, url, found) && IsAddress(found.suffix())) return true;
    if (Begins(value, any_url) && (name.ends_with("-moz-binding") || name.ends_with("behavior"))) return true;
  }
  return false;
}

// A style sheet loads another, runs, or tells what stands in a field.
inline bool SendsStyle(const std::string& sheet) {
  static const Expression sends("url\\(//|@import|expression|\\\\");
  return (Holds(sheet, "url(") && Holds(sheet, "[")) || Holds(sheet, sends) || HasRunningStyle(sheet);
}

// What an expression of JSX has between the braces that end the value of an attribute: nothing runs there.
inline bool IsHandedOver(const std::string& value) {
  static const Expression name("\\{ *[a-z0-9_.]+ *\\}");
  static const Expression function("\\{ *(?:\\([a-z0-9_, ]*\\)|[a-z0-9_.]*) *=>");
  static const Expression end("[ />][^]*|");
  int depth = 0;
  std::size_t at = 0;
  do {
    if (at == value.size() || at == 128) return false;
    depth += value[at] == '{' ? 1 : value[at] == '}' ? -1 : 0;
    ++at;
  } while (depth > 0);
  return Is(value.substr(at), end) && (Begins(value, name) || Begins(value, function));
}

// A string of JSON has a backslash in front of each quotation mark.
inline std::string WithoutEscape(const std::string& value) {
  static const Expression escaped("\\\\[\"'`]");
  return Begins(value, escaped) ? value.substr(1) : value;
}

// "/search", "style.css", "#top"
inline bool IsOfThisSite(const std::string& value) {
  static const Expression given("[\"'`]*([^\"'` >]*)");
  static const Expression own("/(?:[a-z0-9_][^]*)?|[a-z0-9_#][^:%&\\\\]*");
  Found found;
  Begins(value, given, found);
  const std::string address = found[1];
  return Is(address.ends_with('\\') ? address.substr(0, address.size() - 1) : address, own);
}

// What stands in the quotation that `value` begins with.
inline std::string Quoted(const std::string& value) {
  return value.substr(1, std::min(value.find(value[0], 1), value.size()) - 1);
}
inline bool BeginsWithQuote(const std::string& value) {
  return !value.empty() && Holds("\"'`", value.substr(0, 1));
}

inline bool IsQuotedAddress(const std::string& value) {
  static const Expression address("[\"'`]https://");
  return Begins(value, address);
}
inline bool IsQuotedHost(const std::string& value) {
  static const Expression address("//[^]*/[^]*");
  return IsQuotedAddress(value) || (BeginsWithQuote(value) && Is(Quoted(value), address));
}

inline bool IsHarmless(const std::string& value) {
  static const Expression nothing("return(?: false| true)?;?");
  static const Expression own("this\\.[a-z0-9_.=;'\"/ -]*");
  if (!BeginsWithQuote(value)) return false;
  std::string code = Quoted(value);
  if (code.ends_with('\\')) code.pop_back();
  return Is(code, nothing) || (Is(code, own) && !Holds(code, "//"));
}

}  // namespace errwatch::plain
