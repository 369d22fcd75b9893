// Look-ups of logging libraries and serialized objects, slowly: by regular expressions at every place.
#pragma once

#include <string>

#include "plain_text.h"

namespace errwatch::plain {

inline const std::string kNamingService = "(?:ldaps?|rmi|dns|iiop|nis|nds|corba|https?)(?![a-zA-Z0-9_]):/";

inline bool HasLookup(const std::string& text) {
  static const Expression known(
      "\\$\\{\\s*(?::|(?:jndi|lower|upper|env|sys|java|main|ctx|k8s|docker|bundle|date|base64|log4j|marker|"
      "web|"
      "spring|script|dns|url|urldecoder|base64decoder|const|xml):)");
  static const Expression letter("\\$\\{\\s*[a-zA-Z0-9_]+:-[^0-9]\\}");
  static const Expression opening("\\$\\{\\s*");
  static const Expression service("[^}]*?:" + kNamingService);
  static const Expression first_nested("(?:(?!:" + kNamingService + ")[^}])*?\\$\\{");
  static const Expression jndi_service("jndi:" + kNamingService);
  // Of settings of editors and builds: "${env:HOME}".
  static const Expression placeholder("\\$\\{\\s*(?:env|sys|date|ctx):(?!-)[a-zA-Z0-9_.-]+\\}");
  const bool in_backticks = Holds(text, "`");
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::string rest = text.substr(at);
    if (rest.starts_with("{jndi:")) return true;
    if (!rest.starts_with("${")) continue;
    if (Begins(rest, placeholder)) continue;
    if (Begins(rest, known) || Begins(rest, letter)) return true;
    // A look-up inside of another; in back-ticks it is a script's, and then nothing behind it counts.
    Found opened;
    Begins(rest, opening, opened);
    const std::string body = text.substr(at + opened.str().size(), 192);
    if (Begins(body, first_nested)) {
      if (!in_backticks) return true;
    } else if (Begins(body, service)) {
      return true;
    }
  }
  const std::size_t jndi = text.find("jndi:");
  return jndi != std::string::npos && Begins(text.substr(jndi), jndi_service);
}

inline bool IsObject(const std::string& front, const std::string& rest) {
  static const Expression php("[oc]:\\+?[0-9]{1,6}:\"[a-z0-9_\\\\.]{0,120}\":[0-9]+:\\{");
  static const Expression tag("!!?(?:python/|ruby/|php/object)");
  static const Expression java_tag("!!(?=[a-z0-9_$]*\\.[a-z0-9_$]*\\.)[a-z0-9_.$]{0,120}\\s*[\\[{]");
  static const Expression node("\\$\\$nd_func\\$\\$_");
  static const Expression in_word("[a-z0-9_]");
  static const Expression in_name("[a-z0-9]");
  const std::string before = front.empty() ? std::string() : front.substr(front.size() - 1);
  if (!Is(before, in_word) && Begins(rest, php)) return true;
  if (!Is(before, in_name) && (Begins(rest, tag) || Begins(rest, java_tag))) return true;
  return Begins(rest, node);
}

inline bool HasObject(const std::string& text, const std::string& sent) {
  static const Expression base64(
      "(?=[^]{8})(?:rO0AB|BAh[vV])|(?=[^]{12})(?:AAEAAAD/////|gASV|gAWV)|(?=[^]{16})(?:gANj|gAJj)");
  static const Expression letters("[a-zA-Z0-9+/=_%-]*");
  static const Expression hex("aced0005[0-9a-f]{4,8}(?![^])|aced0005[0-9a-f]{8}");
  static const Expression pickle(
      "c(?:os|posix|nt|subprocess|builtins|__builtin__)\\s+[a-z0-9_]+[^]*\\([^]*\\.");
  if (Begins(sent, base64) && Is(sent.substr(0, 64), letters)) return true;
  if (Begins(text, hex) || Is(text, pickle) || text.starts_with("\xac\xed")) return true;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (IsObject(text.substr(0, at), text.substr(at))) return true;
  }
  return false;
}

}  // namespace errwatch::plain
