// Tokens (JWT) whose first part asks for what no issuer does, slowly: the part is unpacked bit by bit, and its
// members are read as JSON is (RFC 8259).
#pragma once

#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "plain_text.h"

namespace errwatch::plain {

inline std::string FromBase64(const std::string& digits) {
  static const std::string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  std::string bits;
  for (const char digit : digits) {
    const std::size_t value = Holds("+-", std::string(1, digit))   ? 62
                              : Holds("/_", std::string(1, digit)) ? 63
                                                                   : alphabet.find(digit);
    for (int bit = 5; bit >= 0; --bit) bits += (value >> bit & 1) != 0 ? '1' : '0';
  }
  std::string bytes;
  for (std::size_t at = 0; at + 8 <= bits.size(); at += 8)
    bytes += static_cast<char>(std::strtol(bits.substr(at, 8).c_str(), nullptr, 2));
  return bytes;
}

// The first part of a token at the beginning of a value, or behind a word as "Bearer"; the second one is an
// object, too.
inline std::string TokenHead(const std::string& sent) {
  static const Expression behind_word("[^ +\t%]{0,15}(?:[ +\t]|%20)+");
  static const Expression token("(?:%22|\")?(e[a-zA-Z0-9+/_-]*)=*\\.e");
  Found found;
  if (!Begins(sent, token, found) &&
      !(Begins(sent, behind_word, found) && Begins(found.suffix(), token, found)))
    return {};
  const std::string head = Lower(FromBase64(found[1]));
  return head.starts_with('{') && head.size() > 2 ? head : std::string();
}

// What a string of JSON says; a character that is none of ASCII is '?'.
inline std::string Unescaped(std::string text) {
  static const Expression escape("\\\\(?:u([0-9a-f]{4})|([^]))");
  std::string said;
  for (Found found; Holds(text, escape, found); text = found.suffix()) {
    said += found.prefix();
    const std::string kind = found[2];
    const long code = std::strtol(found[1].c_str(), nullptr, 16);
    if (kind.empty()) {
      said += code < 128 ? Lower(std::string(1, static_cast<char>(code))) : "?";
    } else {
      const std::size_t control = std::string_view("bfnrt").find(kind);
      said += control == std::string_view::npos ? kind : std::string(1, "\b\f\n\r\t"[control]);
    }
  }
  return said + text;
}

// Those whose value is a text, at any depth. What nothing ends goes on to the end.
inline std::vector<std::pair<std::string, std::string>> TokenMembers(const std::string& sent) {
  static const std::string text = "\"((?:[^\"\\\\]|\\\\[^])*+\\\\?)(?:\"|$)";
  static const Expression member(text + "\\s*:\\s*" + text);
  static const Expression other(text + "|[^]");
  std::vector<std::pair<std::string, std::string>> members;
  Found found;
  for (std::string rest = TokenHead(sent); !rest.empty(); rest = found.suffix()) {
    if (Begins(rest, member, found)) {
      members.emplace_back(Unescaped(found[1]), Unescaped(found[2]));
    } else {
      Begins(rest, other, found);
    }
  }
  return members;
}

inline bool IsTokenForged(const std::string& sent) {
  // A path of the system, a step out of a directory, what breaks out of a query or a command.
  static const Expression key(
      "^/(?:dev|etc|proc|tmp|var|usr|sys)/|^file:|\\.\\.[/\\\\]|'| union |\\$\\(|`|\\| |; ");
  // A file, a user's name in front of the host, a service of metadata, a step.
  static const Expression place(
      "^(?:file|gopher|ftp):|^(?:(?!://)[^])*+://(?:[^/?#]*@|169\\.254\\.|[^]*?(?:/\\.\\./|\\\\))");
  for (const auto& [name, value] : TokenMembers(sent)) {
    if (name == "kid" && Holds(value, key)) return true;
    if ((name == "jku" || name == "x5u") && Holds(value, place)) return true;
  }
  return false;
}

inline bool IsTokenUnsigned(const std::string& sent) {
  for (const auto& [name, value] : TokenMembers(sent))
    if (name == "alg" && value == "none") return true;
  return false;
}

}  // namespace errwatch::plain
