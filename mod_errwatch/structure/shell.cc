#include "structure/shell.h"

#include <cstddef>
#include <optional>
#include <string_view>

#include "structure/cursor.h"
#include "structure/shell_arguments.h"
#include "structure/shell_commands.h"
#include "structure/shell_expansion.h"
#include "structure/shell_place.h"
#include "structure/shell_word.h"

namespace errwatch {
namespace {

using enum CommandKind;
using enum ShellArguments;

// What may stand in front of a command: assignments, empty variables, sudo.
constexpr int kMostPrefixes = 5;
constexpr std::size_t kMostArgumentBytes = 96;  // bytes

constexpr ByteTable kShellTextMarks(";|&`$(/'\"\\{<");

struct FoundCommand {
  std::string_view name;
  CommandKind kind;
  std::size_t end;
  ShellArguments arguments;
};

bool IsEchoing(std::string_view name) { return name == "echo" || name == "printf" || name == "cat"; }

// Something that no list of words has stands in front of the pipe.
bool IsFedByCommand(const ShellPlace& place) {
  return place.opener != ShellOpener::kSemicolon && place.opener != ShellOpener::kAmpersand &&
         place.before.find_first_of("/-$.:;'\"<>=") != std::string_view::npos;
}

bool RunsAtItsEnd(const FoundCommand& found, const ShellPlace& place) {
  const bool substitution = place.opener == ShellOpener::kSubstitution;
  if (!EndSuffices(place, found.name.size(), found.end)) return false;
  switch (found.kind) {
    case kTells:
      return true;
    case kTool:
    case kNetwork:
      return BreaksOut(place);
    case kInterpreter:
      return BreaksOut(place) || IsFedByCommand(place);
    case kWord:
      return substitution || (place.before.empty() && place.opener != ShellOpener::kAmpersand &&
                              place.opener != ShellOpener::kBackTick && place.opener != ShellOpener::kLine);
    default:
      return false;
  }
}

bool RunsWithWord(const FoundCommand& found, const ShellPlace& place) {
  if (place.opener == ShellOpener::kSubstitution) return true;
  if (place.opener == ShellOpener::kLine || place.opener == ShellOpener::kAmpersand) return false;
  return (found.kind == kTool || found.kind == kNetwork) && place.glued() && !IsQuotedInProse(place);
}

bool Runs(const FoundCommand& found, const ShellPlace& place) {
  switch (found.arguments) {
    case kSensitive:
    case kTelling:
      return found.arguments == kSensitive || !IsQuotedInProse(place);
    case kEnd:
    case kStop:
      return RunsAtItsEnd(found, place);
    case kQuoted:
      return found.kind == kTool || IsEchoing(found.name) || (place.glued() && found.kind != kWord);
    case kHost:
      return found.kind == kTool || found.kind == kNetwork || RunsWithWord(found, place);
    case kNumber:
      if (found.kind == kSeconds) return place.glued() || !IsProse(place.before);
      return RunsWithWord(found, place);
    case kPlain:
      return RunsWithWord(found, place);
  }
  return false;
}

// "a=b " in front of a command, "$u " that is empty, "<file": behind it and the blanks. `at` where nothing
// is.
std::size_t SkipPrefix(std::string_view text, std::size_t at) {
  std::size_t end = at;
  if (At(text, at) == '$' && IsIdentifierByte(At(text, at + 1))) {
    end = at + 1 + NameAt(text, at + 1).size();
  } else if (const std::string_view name = NameAt(text, at);
             !name.empty() && !IsDigit(name.front()) && At(text, at + name.size()) == '=') {
    end = at + name.size() + 1;
    while (end < text.size() && !IsSpace(text[end]) && !IsAnyOf(text[end], ";|&`()")) ++end;
  } else if (At(text, at) == '<' && At(text, at + 1) != '(') {
    end = PastBlanks(text, at + 1);
    while (end < text.size() && !IsSpace(text[end]) && !IsAnyOf(text[end], ";|&`()<")) ++end;
  }
  return end > at && IsSpace(At(text, end)) ? PastBlanks(text, end) : at;
}

// "-u root" of sudo, "5" of timeout.
std::size_t SkipOptions(std::string_view text, std::size_t at) {
  at = PastBlanks(text, at);
  for (int i = 0; i < 3 && (At(text, at) == '-' || IsDigit(At(text, at))); ++i) {
    while (at < text.size() && !IsSpace(text[at]) && !IsAnyOf(text[at], ";|&`()")) ++at;
    at = PastBlanks(text, at);
  }
  return at;
}

// "$x" at `at`, and "x=" stands in front of it.
bool IsAssignedVariable(std::string_view text, std::size_t at) {
  if (At(text, at) != '$') return false;
  const std::string_view name = NameAt(text, At(text, at + 1) == '{' ? at + 2 : at + 1);
  if (name.empty() || IsDigit(name.front())) return false;
  const std::string_view before = text.substr(0, at);
  for (std::size_t i = before.find(name); i != std::string_view::npos; i = before.find(name, i + 1)) {
    if (At(before, i + name.size()) == '=' && !IsIdentifierByte(Before(before, i)) &&
        Before(before, i) != '&')
      return true;
  }
  return false;
}

// One value's openers are looked at with this much of what costs more than a look at a word.
struct Budget {
  int globs = 16;
  int variables = 16;
};

bool StartsCommand(const ShellPlace& place, Budget& budget) {
  const std::string_view text = place.text;
  std::size_t at = PastBlanks(text, place.from);
  InBraces in_braces = InBraces::kNo;
  for (int i = 0; i < 3 && At(text, at) != '\0' && IsAnyOf(At(text, at), "({!@"); ++i) {
    if (At(text, at) == '{' && !IsSpace(At(text, at + 1))) in_braces = InBraces::kYes;
    at = PastBlanks(text, at + 1);
  }
  if (in_braces == InBraces::kYes && At(text, at) == ',') ++at;
  if (At(text, at) == '<' && IsSystemPath(text, PastBlanks(text, at + 1))) return true;
  if (StandsAt(text, at, "./") && IsAlnum(At(text, at + 2))) return true;
  if (StandsAt(text, at, "$0") && place.opener == ShellOpener::kPipe && !IsAlnum(At(text, at + 2)))
    return true;
  std::optional<FoundCommand> prefix;
  for (int i = 0; i < kMostPrefixes; ++i) {
    if (At(text, at) == '$' && budget.variables-- > 0 && IsAssignedVariable(text, at)) return true;
    if (const std::size_t behind = SkipPrefix(text, at); behind != at) {
      at = behind;
      continue;
    }
    const ShellWord word = ReadUnixWord(text, at, in_braces);
    const std::string_view name = ProgramName(word);
    if (name.empty()) break;
    const bool has_path = name.size() < word.size;
    if (word.wild) return has_path && budget.globs-- > 0 && IsHiddenByWildcards(word);
    const std::optional<CommandKind> kind = FindUnixCommand(name);
    if (!kind) break;
    const FoundCommand found{name, *kind, word.end,
                             LookAtUnixArguments(text, word.end, in_braces == InBraces::kYes)};
    if (word.dressed || has_path || (in_braces == InBraces::kYes && At(text, word.end) == ',')) return true;
    if (*kind != kPrefix) return Runs(found, place);
    if (!prefix)
      prefix = {name == "env" ? "env" : "sudo", name == "env" ? kTells : kWord, found.end, found.arguments};
    at = SkipOptions(text, word.end);
  }
  return prefix && Runs(*prefix, place);
}

// Behind options: "ls -l /etc/passwd".
bool NamesSystemPath(std::string_view arguments) {
  arguments = arguments.substr(0, kMostArgumentBytes);
  for (std::size_t at = arguments.find(" /"); at != std::string_view::npos;
       at = arguments.find(" /", at + 1)) {
    if (IsSystemPath(arguments, at + 1)) return true;
  }
  return false;
}

// Whoever begins a text with one of these writes about the command behind it.
bool IsWordOfPeople(std::string_view prefix) {
  return IsOneOf<9>(prefix, {"sudo", "then", "do", "else", "if", "while", "until", "watch", "command"});
}

// "cat /etc/passwd": the whole value is a command about a system's file; "nohup ifconfig": one started by
// another.
bool IsUnixCommand(std::string_view text) {
  const bool braces = At(text, 0) == '{';
  const std::size_t at = !braces ? 0 : At(text, 1) == ',' ? 2 : 1;  // {,ifconfig}
  const auto in_braces = braces ? InBraces::kYes : InBraces::kNo;
  const ShellWord word = ReadUnixWord(text, at, in_braces);
  const std::string_view name = ProgramName(word);
  const std::optional<CommandKind> kind = FindUnixCommand(name);
  if (!kind || word.wild) return false;
  if (*kind == kPrefix && !IsWordOfPeople(name)) {
    const ShellWord next = ReadUnixWord(text, SkipOptions(text, word.end), in_braces);
    const std::optional<CommandKind> started = FindUnixCommand(ProgramName(next));
    const ShellArguments told = LookAtUnixArguments(text, next.end, braces);
    if (started == kTells || started == kTool || started == kInterpreter) {
      if (told == kTelling || told == kSensitive || (started == kTells && (told == kEnd || told == kStop)))
        return true;
    }
  }
  const ShellArguments arguments = LookAtUnixArguments(text, word.end, braces);
  if (arguments == kSensitive || (arguments == kTelling && NamesSystemPath(From(text, word.end))))
    return true;
  return (at == 1 && At(text, word.end) == ',' && (arguments == kTelling || arguments == kStop)) ||
         (at == 2 && At(text, word.end) == '}') || (name.size() < word.size && arguments == kTelling);
}

bool HasLineOfShell(std::string_view sent, Budget& budget) {
  SentLines lines(sent);
  while (const std::optional<ShellPlace> place = lines.Next()) {
    if (StartsCommand(*place, budget)) return true;
  }
  return false;
}

bool HasShellText(std::string_view text, Budget& budget) {
  if (IsUnixCommand(text)) return true;
  if (kShellTextMarks.Find(text) == std::string_view::npos) return false;
  if (HasShellExpansion(text)) return true;
  std::optional<ShellPlace> place = NextShellPlace(text, 0);
  for (; place; place = NextShellPlace(text, place->from)) {
    if (StartsCommand(*place, budget)) return true;
  }
  return false;
}

}  // namespace

bool HasShell(const Value& value) noexcept {
  Budget budget;
  return HasShellText(value.text, budget) || HasLineOfShell(value.sent, budget);
}

}  // namespace errwatch
