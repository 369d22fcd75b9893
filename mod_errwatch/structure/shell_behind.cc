#include "structure/shell_behind.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "structure/cursor.h"
#include "structure/shell_arguments.h"
#include "structure/shell_commands.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostOfBehind = 96;

constexpr ByteTable kBetweenWords(" +\n");

// Hold a shell, or the name of one.
constexpr std::array<std::string_view, 5> kShellVariables = {"0", "bash", "shell", "_", "zsh"};
constexpr std::array<std::string_view, 12> kRunningOptions = {
    "exec",         "to-command", "use-compress-program", "checkpoint-action", "upload-pack",
    "receive-pack", "rsh",        "rsh-command",          "oproxycommand",     "eval",
    "pager",        "post-file"};

// Up to what ends a command.
std::string_view CommandAt(std::string_view text, std::size_t at) {
  const std::string_view rest = From(text, at).substr(0, kMostOfBehind);
  return rest.substr(0, std::min(rest.find_first_of(";|&`)"), rest.size()));
}

bool IsNameByte(char c) { return IsIdentifierByte(c) || IsAnyOf(c, "-+."); }

// "frob /etc/passwd", "frob -x a</etc/passwd"
bool IsAboutSystemFile(std::string_view command) {
  std::size_t end = SkipWhile(command, 0, IsNameByte);
  if (end < 2 || !IsAlpha(command.front())) return false;
  if (At(command, end) != ' ' && At(command, end) != '<') return false;
  for (std::size_t at = command.find('/', end); at != std::string_view::npos;
       at = command.find('/', at + 1)) {
    if (IsAnyOf(command[at - 1], " <=@") && IsSystemPath(command, at)) return true;
  }
  return false;
}

// ">/var/www/x", "> x.php": a path of the system, or a name with an extension.
bool WritesFile(std::string_view command, std::size_t mark) {
  std::size_t at = mark + 1;
  if (At(command, at) == '>') ++at;
  at = PastBlanks(command, at);
  if (IsSystemPath(command, at)) return true;
  const std::size_t end = SkipWhile(command, at, [](char c) { return IsNameByte(c) || c == '/'; });
  const std::string_view name = command.substr(at, end - at);
  const std::size_t dot = name.rfind('.');
  return dot != std::string_view::npos && dot > 0 && dot + 2 < name.size() && IsAlpha(name[dot + 1]) &&
         end == command.size();
}

bool EchoesIntoFile(std::string_view command) {
  if (!command.starts_with("echo ") && !command.starts_with("printf ")) return false;
  const std::size_t mark = command.find('>');
  return mark != std::string_view::npos && command[mark - 1] != '-' && WritesFile(command, mark);
}

// "f(){ id;}", "function f { id;}": the body begins with a command.
bool IsFunctionOfCommand(std::string_view text, std::size_t at) {
  const bool named = StandsAt(text, at, "function ");
  if (named) at += 9;
  const std::size_t begin = at;
  at += NameAt(text, at).size();
  if (at == begin) return false;
  const std::size_t brackets = PastBlanks(text, at);
  const bool empty = StandsAt(text, brackets, "()");
  if (!named && !empty) return false;
  at = PastBlanks(text, empty ? brackets + 2 : at);
  if (At(text, at) != '{' || At(text, at + 1) != ' ') return false;
  const std::string_view name = NameAt(text, at + 2);
  return FindUnixCommand(name).has_value() && IsAnyOf(At(text, at + 2 + name.size()), "; ");
}

}  // namespace

bool IsGluedToOperand(const ShellPlace& place) noexcept {
  if (place.opener == ShellOpener::kSubstitution) return true;
  if (place.opener == ShellOpener::kBackTick) return false;
  if (place.opener != ShellOpener::kLine && !place.glued()) return false;
  // (In front of a line stands text as it was sent.)
  if (place.opener == ShellOpener::kLine && place.before.find("%20") != std::string_view::npos) return false;
  return kBetweenWords.Find(place.before) == std::string_view::npos || BreaksOut(place);
}

bool IsBehindHostNumber(const ShellPlace& place) noexcept {
  std::size_t at = 0;
  for (int number = 0; number < 4; ++number) {
    if (number != 0 && At(place.before, at++) != '.') return false;
    const std::size_t end = PastDigits(place.before, at);
    if (end == at) return false;
    at = end;
  }
  return at == place.before.size();
}

bool MayRunByStructure(std::string_view text, std::size_t at) noexcept {
  if (!IsAlpha(At(text, at))) return At(text, at) != '\0' && IsAnyOf(text[at], "$.>:");
  const std::size_t end =
      SkipWhile(text, at, [](char c) { return IsIdentifierByte(c) || IsAnyOf(c, "-+."); });
  return IsAnyOf(At(text, end), " <") || StandsAt(text, end, "()");
}

bool RunsByStructure(const ShellPlace& place, std::size_t at) noexcept {
  const std::string_view text = place.text;
  const std::string_view command = CommandAt(text, at);
  switch (At(text, at)) {
    case '\0':
      return false;
    case '$': {
      const std::string_view name = NameAt(text, at + 1);
      const char behind = At(text, at + 1 + name.size());
      if (!IsOneOf(name, kShellVariables)) return false;
      return behind == '\0' ? name != "_" || BreaksOut(place)
                            : behind == ' ' && At(text, at + name.size() + 2) == '-';
    }
    case '.':
      return At(text, at + 1) == ' ' && IsAnyOf(At(text, at + 2), "/~") && IsAlnum(At(text, at + 3));
    case '>':
      return !command.empty() && WritesFile(command, 0);
    case ':':
      return StandsAt(text, at, ": >") && WritesFile(command, 2);
    default:
      return IsAboutSystemFile(command) || EchoesIntoFile(command) || IsFunctionOfCommand(text, at);
  }
}

bool RunsAsBody(std::string_view text, std::size_t at) noexcept {
  const bool then = StandsAt(text, at, "then ");
  if (!then && !StandsAt(text, at, "do ")) return false;
  const std::string_view rest = From(text, at).substr(0, kMostOfBehind);
  const std::string_view end = then ? ";fi" : ";done";
  for (std::size_t found = rest.find(end); found != std::string_view::npos;
       found = rest.find(end, found + 1)) {
    if (!IsIdentifierByte(At(rest, found + end.size()))) return true;
  }
  return false;
}

bool IsRunningOption(std::string_view text) noexcept {
  if (!text.starts_with('-')) return false;
  text.remove_prefix(text.starts_with("--") ? 2 : 1);
  const std::size_t end = SkipWhile(text, 0, [](char c) { return IsLower(c) || c == '-'; });
  return At(text, end) == '=' && end + 1 < text.size() && IsOneOf(text.substr(0, end), kRunningOptions);
}

}  // namespace errwatch
