#include "structure/shell_arguments.h"

#include <algorithm>
#include <array>

#include "structure/cursor.h"
#include "structure/shell_word.h"

namespace errwatch {
namespace {

using enum ShellArguments;

constexpr std::array<std::string_view, 16> kSystemDirectories = {"etc",  "proc", "dev", "tmp", "var", "root",
                                                                 "home", "bin",  "usr", "opt", "sys", "mnt",
                                                                 "lib",  "sbin", "srv", "boot"};

constexpr std::array<std::string_view, 20> kFileExtensions = {
    "txt", "php", "sh",  "conf", "log", "py",  "pl",   "rb",  "exe", "ini",
    "bak", "sql", "cgi", "ps1",  "bat", "jsp", "aspx", "dll", "cnf", "vbs"};

constexpr bool IsStop(char c) { return c == '\0' || IsAnyOf(c, ";|&`)}\"'#"); }
constexpr bool EndsToken(char c) { return IsSpace(c) || IsStop(c) || IsAnyOf(c, "<>,("); }

std::string_view TokenAt(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (!EndsToken(At(text, end))) ++end;
  return From(text, at).substr(0, end - at);
}

// Four numbers of at most 255.
bool IsFourOctets(std::string_view token) {
  for (int octets = 1; octets <= 4; ++octets) {
    const std::size_t end = PastDigits(token, 0);
    if (end == 0 || end > 3 || (end == 3 && token.substr(0, 3) > "255")) return false;
    if (end == token.size()) return octets == 4;
    if (token[end] != '.') return false;
    token.remove_prefix(end + 1);
  }
  return false;
}

// "192.0.2.1", "192.0.2.0/24", "8.2.7": digits and dots, at least two of these.
bool IsDottedNumber(std::string_view token) {
  return std::ranges::count(token, '.') >= 2 &&
         std::ranges::all_of(token, [](char c) { return IsDigit(c) || IsAnyOf(c, ".:/"); });
}

ShellArguments LookAtNumber(std::string_view text, std::size_t at) {
  const std::string_view token = TokenAt(text, at);
  if (token.starts_with("0x")) return kTelling;
  if (IsDottedNumber(token)) {
    if (token.find_first_of(":/") != std::string_view::npos) return kTelling;
    return IsFourOctets(token) ? kAddress : kVersion;
  }
  const std::size_t end = PastDigits(text, at);
  if (end - at != token.size() && !(end - at + 1 == token.size() && IsAnyOf(token.back(), "smhd.")))
    return kPlain;
  return IsStop(At(text, PastBlanks(text, at + token.size()))) ? kNumber : kPlain;
}

// "x.sh", "www.example.org", "me@example.org", "http://".
ShellArguments LookAtToken(std::string_view token) {
  if (const std::size_t path = token.find("=/"); path != std::string_view::npos)
    return IsSystemPath(token, path + 1) ? kSensitive : kTelling;  // if=/etc/passwd
  if (token.find("://") != std::string_view::npos) return kTelling;
  if (token.size() > 2 && token[1] == ':' && IsAnyOf(token[2], "\\/")) return kTelling;  // c:\x
  const std::size_t dot = token.rfind('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == token.size()) {
    return token.find("${") != std::string_view::npos || token.find("$@") != std::string_view::npos ? kTelling
                                                                                                    : kPlain;
  }
  const std::string_view extension = NameAt(token, dot + 1);
  if (dot + 1 + extension.size() == token.size() && IsOneOf(extension, kFileExtensions)) return kTelling;
  const auto host = [](char c) { return IsAlnum(c) || IsAnyOf(c, ".-_@:/"); };
  return extension.size() >= 2 && std::ranges::all_of(token, host) ? kHost : kPlain;
}

ShellArguments LookAtPath(std::string_view text, std::size_t at) {
  if (IsSystemPath(text, at)) return kSensitive;
  const char next = At(text, at + 1);
  if (!IsAlnum(next) && !IsAnyOf(next, "?*[.")) return kPlain;
  // "cat /dog food", "touch /up the paint": a slash for a comma.
  const std::size_t end = at + 1 + NameAt(text, at + 1).size();
  return At(text, end) == ' ' && IsAlpha(At(text, end + 1)) ? kPlain : kTelling;
}

// REQUIRES: `at` is the first byte of the arguments.
ShellArguments LookAtFirst(std::string_view text, std::size_t at) {
  const char c = At(text, at);
  const char next = At(text, at + 1);
  const auto telling_if = [](bool condition) { return condition ? kTelling : kPlain; };
  switch (c) {
    case '\0':
      return kEnd;
    case '-':
      return telling_if(IsAlnum(next) || (next == '-' && IsAlpha(At(text, at + 2))));
    case '/':
      return LookAtPath(text, at);
    case '.':
      return telling_if(next != '.' || IsAnyOf(At(text, at + 2), "/ ") || At(text, at + 2) == '\0');
    case '~':
      return telling_if(next == '/');
    case '$':
      return telling_if(IsAlpha(next) || IsAnyOf(next, "_{(@*'"));
    case '*':
      return telling_if(next == '\0' || IsAnyOf(next, " ./;|"));
    case '<':
    case '>':
      return telling_if(!IsAlnum(next) && next != '/');
    case '{':
      return telling_if(From(text, at).substr(0, 64).find(',') != std::string_view::npos);
    case '\\':
      return telling_if(next == '\\' || IsAlnum(next));
    case '"':
    case '\'':
      return next == '\0' || IsSpace(next) ? kStop : kQuoted;
    case '#':
      return next == '\0' || IsSpace(next) ? kStop : kPlain;
    default:
      if (IsStop(c)) return kStop;
      if (IsDigit(c)) return LookAtNumber(text, at);
      return LookAtToken(TokenAt(text, at));
  }
}

// What is glued to the name: "cat</etc/passwd", "rev<<<x", "id>/tmp/x".
ShellArguments LookAtGlued(std::string_view text, std::size_t at) {
  const char c = At(text, at);
  const char next = At(text, at + 1);
  if (c == '<' && next == '/' && IsSystemPath(text, at + 1)) return kSensitive;
  if (c == '<' && (next == '<' || next == ' ')) return kTelling;
  if (c == '<' && IsAlpha(next)) return kQuoted;  // cat<flag
  if (c == '>' && (IsAnyOf(next, ">&/.") || (next == ' ' && IsAnyOf(At(text, at + 2), "/."))))
    return kTelling;
  if (c == '{' && next == ',') return kTelling;
  if (IsIfs(text, at)) return kTelling;
  if (IsWrittenLineEnd(text, at)) return kStop;
  return IsStop(c) ? kStop : kPlain;
}

}  // namespace

bool IsSystemPath(std::string_view text, std::size_t at) noexcept {
  if (At(text, at) != '/') return false;
  while (At(text, at + 1) == '/') ++at;
  const ShellWord word = ReadUnixWord(text, at + 1, InBraces::kYes);
  const std::string_view path = word.text();
  const std::string_view first = path.substr(0, path.find('/'));
  if (first.size() == path.size() && !word.wild) return false;
  if (first.empty() || first.find_first_not_of('*') == std::string_view::npos) return false;
  if (!word.wild) return IsOneOf(first, kSystemDirectories);
  return std::ranges::any_of(kSystemDirectories,
                             [first](std::string_view directory) { return GlobMatches(first, directory); });
}

ShellArguments LookAtUnixArguments(std::string_view text, std::size_t at, bool in_braces) noexcept {
  if (at >= text.size()) return kEnd;
  if (in_braces && text[at] == ',') return LookAtFirst(text, at + 1);
  if (!IsSpace(text[at])) return LookAtGlued(text, at);
  return LookAtFirst(text, PastBlanks(text, at));
}

ShellArguments LookAtWindowsArguments(std::string_view text, std::size_t at) noexcept {
  if (at >= text.size()) return kEnd;
  const char glued = text[at];
  if (glued == '/' && IsAlpha(At(text, at + 1))) return kTelling;  // cmd/c
  if (!IsSpace(glued)) return LookAtGlued(text, at);
  at = PastBlanks(text, at);
  const char c = At(text, at);
  if (c == '/') return IsAlpha(At(text, at + 1)) || At(text, at + 1) == '?' ? kTelling : kPlain;
  if (c == '%') return IsAlnum(At(text, at + 1)) || IsAnyOf(At(text, at + 1), "%~") ? kTelling : kPlain;
  return LookAtFirst(text, at);
}

}  // namespace errwatch
