#include "structure/shell.h"

#include <cstddef>
#include <optional>
#include <string_view>

#include "structure/assigned_names.h"
#include "structure/cursor.h"
#include "structure/shell_arguments.h"
#include "structure/shell_behind.h"
#include "structure/shell_commands.h"
#include "structure/shell_expansion.h"
#include "structure/shell_place.h"
#include "structure/shell_search.h"
#include "structure/shell_typed.h"
#include "structure/shell_word.h"
#include "structure/step_budget.h"

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
      return substitution || (IsBehindHostNumber(place) && place.glued()) ||
             (place.before.empty() && place.opener != ShellOpener::kAmpersand &&
              place.opener != ShellOpener::kBackTick && place.opener != ShellOpener::kLine);
    default:
      return false;
  }
}

// "127.0.0.1;cat index": one word and no more, behind nothing or an address.
bool RunsWithOneWord(const FoundCommand& found, const ShellPlace& place) {
  if (!place.glued() || (!place.before.empty() && !IsBehindHostNumber(place))) return false;
  const std::string_view rest = From(place.text, found.end + 1);
  const std::size_t end = SkipWhile(rest, 0, [](char c) { return IsIdentifierByte(c) || IsAnyOf(c, ".-_"); });
  return end > 0 && (end == rest.size() || IsAnyOf(rest[end], ";|&#"));
}

bool RunsWithWord(const FoundCommand& found, const ShellPlace& place) {
  if (place.opener == ShellOpener::kSubstitution) return true;
  if (RunsWithOneWord(found, place)) return true;
  if (place.opener == ShellOpener::kLine || place.opener == ShellOpener::kAmpersand) return false;
  return (found.kind == kTool || found.kind == kNetwork) && place.glued() && !IsQuotedInProse(place);
}

bool Runs(const FoundCommand& found, const ShellPlace& place) {
  switch (found.arguments) {
    case kSensitive:
    case kTelling:
      return !IsQuotedInProse(place);
    case kAddress:
      return found.kind != kInterpreter && !IsQuotedInProse(place);
    case kVersion:  // "(Linux; PHP 8.2.7; cURL 7.88.1)"
      return found.kind == kNetwork && !IsQuotedInProse(place);
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

// The name of the variable at `at`, "$x" or "${x"; empty: there is none.
std::string_view VariableAt(std::string_view text, std::size_t at) {
  if (At(text, at) != '$') return {};
  const std::string_view name = NameAt(text, At(text, at + 1) == '{' ? at + 2 : at + 1);
  return name.empty() || IsDigit(name.front()) ? std::string_view() : name;
}

// "x=" stands in `text`.
bool IsAssigned(std::string_view name, std::string_view text) {
  for (std::size_t sign = text.find('='); sign != std::string_view::npos; sign = text.find('=', sign + 1)) {
    if (sign < name.size() || text[sign - 1] != name.back()) continue;
    const std::size_t begin = sign - name.size();
    if (StandsAt(text, begin, name) && !IsIdentifierByte(Before(text, begin)) && Before(text, begin) != '&')
      return true;
  }
  return false;
}

// "$x" at `at`, and "x=" stands in front of it.
bool IsAssignedVariable(std::string_view text, std::size_t at, AssignedNames* names) {
  const std::string_view name = VariableAt(text, at);
  return !name.empty() && (names == nullptr || names->MayHave(name, at)) &&
         IsAssigned(name, text.substr(0, at));
}

// A place where a command could stand, what is around a command, and a search for a variable cost so much.
constexpr std::size_t kStepsOfPlace = 32;
constexpr std::size_t kStepsOfCommand = 256;
constexpr std::size_t kStepsOfGlob = 2048;

// "a|b;": a word of letters that no command begins with.
bool IsOtherWord(std::string_view text, std::size_t at) {
  if (!IsLower(At(text, at)) || MayBeginCommand(text[at], At(text, at + 1))) return false;
  const char second = At(text, at + 1);
  if (!IsIdentifierByte(second)) return second != '\0' && IsAnyOf(second, " ;|&),");
  const std::size_t end = SkipWhile(text, at + 1, IsIdentifierByte);
  return !IsAnyOf(At(text, end), "='\"\\$`[<(") || At(text, end) == '\0';
}

enum class Started : uint8_t {
  kNone,
  kPlain,
  kHidden,  // or about what is a secret of the system: nobody types that
};

Started ThatRuns(const FoundCommand& found, const ShellPlace& place) {
  if (!Runs(found, place)) return Started::kNone;
  const std::string_view arguments = From(place.text, found.end).substr(0, kMostArgumentBytes);
  return found.arguments == kSensitive && NamesSecretPath(arguments) ? Started::kHidden : Started::kPlain;
}

// `names`: of the place's text, where it is not short.
Started StartsUnixCommand(const ShellPlace& place, AssignedNames* names, StepBudget& budget) {
  const std::string_view text = place.text;
  if (!budget.Take(kStepsOfPlace)) return Started::kNone;
  std::size_t at = PastBlanks(text, place.from);
  InBraces in_braces = InBraces::kNo;
  for (int i = 0; i < 3 && At(text, at) != '\0' && IsAnyOf(At(text, at), "({!@"); ++i) {
    if (At(text, at) == '{' && !IsSpace(At(text, at + 1))) in_braces = InBraces::kYes;
    at = PastBlanks(text, at + 1);
  }
  if (in_braces == InBraces::kYes && At(text, at) == ',') ++at;
  if (At(text, at) == '<' && IsSystemPath(text, PastBlanks(text, at + 1))) return Started::kHidden;
  if (StandsAt(text, at, "./") && IsAlnum(At(text, at + 2))) return Started::kPlain;
  if (StandsAt(text, at, "$0") && place.opener == ShellOpener::kPipe && !IsAlnum(At(text, at + 2)))
    return Started::kHidden;
  if (place.opener == ShellOpener::kSubstitution && At(text, at) == '<' && IsAlpha(At(text, at + 1)))
    return Started::kPlain;  // $(<flag)
  if (place.glued() && RunsAsBody(text, at)) return Started::kHidden;
  if (MayRunByStructure(text, at) && IsGluedToOperand(place) && budget.Take(kStepsOfCommand) &&
      RunsByStructure(place, at))
    return Started::kHidden;
  std::optional<FoundCommand> prefix;
  bool applet = false;  // of busybox
  for (int i = 0; i < kMostPrefixes; ++i) {
    if (At(text, at) == '$' && budget.Take(at / 4) && IsAssignedVariable(text, at, names))
      return Started::kPlain;
    if (const std::size_t behind = SkipPrefix(text, at); behind != at) {
      at = behind;
      continue;
    }
    if (IsOtherWord(text, at)) break;
    const ShellWord word = ReadUnixWord(text, at, in_braces);
    if (!budget.Take(word.end - at + kStepsOfPlace)) return Started::kNone;
    const std::string_view name = ProgramName(word);
    if (name.empty()) break;
    const bool has_path = name.size() < word.size;
    if (word.wild) {
      const bool hidden = has_path && budget.Take(kStepsOfGlob) && IsHiddenByWildcards(word);
      return hidden ? Started::kHidden : Started::kNone;
    }
    const std::optional<CommandKind> kind = FindUnixCommand(name);
    if (!kind || !budget.Take(kStepsOfCommand)) break;
    const FoundCommand found{name, *kind, word.end,
                             LookAtUnixArguments(text, word.end, in_braces == InBraces::kYes)};
    if (word.dressed || (in_braces == InBraces::kYes && At(text, word.end) == ',')) return Started::kHidden;
    if (has_path) return Started::kPlain;
    if (applet) return Started::kHidden;
    if (*kind != kPrefix) return ThatRuns(found, place);
    applet = place.glued() && (name == "busybox" || name == "toybox");
    if (!prefix)
      prefix = {name == "env" ? "env" : "sudo", name == "env" ? kTells : kWord, found.end, found.arguments};
    at = SkipOptions(text, word.end);
  }
  return prefix ? ThatRuns(*prefix, place) : Started::kNone;
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
Started WholeCommand(std::string_view text) {
  const bool braces = At(text, 0) == '{';
  const std::size_t at = !braces ? 0 : At(text, 1) == ',' ? 2 : 1;  // {,ifconfig}
  const auto in_braces = braces ? InBraces::kYes : InBraces::kNo;
  const ShellWord word = ReadUnixWord(text, at, in_braces);
  const std::string_view name = ProgramName(word);
  const std::optional<CommandKind> kind = FindUnixCommand(name);
  if (!kind || word.wild) return Started::kNone;
  if (*kind == kPrefix && !IsWordOfPeople(name)) {
    const ShellWord next = ReadUnixWord(text, SkipOptions(text, word.end), in_braces);
    const std::optional<CommandKind> started = FindUnixCommand(ProgramName(next));
    const ShellArguments told = LookAtUnixArguments(text, next.end, braces);
    if (started == kTells || started == kTool || started == kInterpreter) {
      if (Tells(told) || (started == kTells && (told == kEnd || told == kStop))) return Started::kHidden;
    }
  }
  const ShellArguments arguments = LookAtUnixArguments(text, word.end, braces);
  if (arguments == kSensitive || (arguments == kTelling && NamesSystemPath(From(text, word.end))))
    return Started::kPlain;
  const bool in_braces_only =
      (at == 1 && At(text, word.end) == ',' && (arguments == kTelling || arguments == kStop)) ||
      (at == 2 && At(text, word.end) == '}');
  if (in_braces_only) return Started::kHidden;
  return name.size() < word.size && Tells(arguments) ? Started::kPlain : Started::kNone;
}

// "COPY a /etc/b", an instruction of a Dockerfile: no program of Unix has such a name.
bool BeginsInCapitals(std::string_view sent) {
  const std::size_t end = SkipWhile(sent, 0, [](char c) { return c >= 'A' && c <= 'Z'; });
  return end > 1 && !IsAlnum(At(sent, end));
}

bool LooksAtText(ShellSearch& search, std::string_view sent) {
  const std::string_view text = search.text();
  if (IsRunningOption(text)) return search.Note(false);
  const Started whole = BeginsInCapitals(sent) ? Started::kNone : WholeCommand(text);
  if (whole != Started::kNone && search.Note(whole == Started::kPlain && search.IsTypedLine())) return true;
  if (kShellTextMarks.Find(text) == std::string_view::npos) return false;
  if (HasHiddenCommand(text, search.budget())) return search.Note(false);
  const ShellExpansion expansion = FindShellExpansion(text, search.budget());
  if (expansion == ShellExpansion::kNone) return false;
  return search.Note(expansion == ShellExpansion::kOfScript || search.IsTypedLine());
}

}  // namespace

Finding FindShell(const Value& value, StepBudget& budget) noexcept {
  ShellSearch search(value, budget);
  AssignedNames names(value.text);
  const auto looks_at = [&search, &names](const ShellPlace& place) {
    const Started command =
        StartsUnixCommand(place, place.opener == ShellOpener::kLine ? nullptr : &names, search.budget());
    return command != Started::kNone && search.Note(command == Started::kPlain && search.IsTyped(place));
  };
  const bool has_marks = kShellTextMarks.Find(search.text()) != std::string_view::npos;
  if (!LooksAtText(search, value.sent) && !(has_marks && search.InText(looks_at))) search.InLines(looks_at);
  return search.finding();
}

Finding FindShell(const Value& value) noexcept {
  StepBudget budget(value.text.size());
  return FindShell(value, budget);
}

bool HasShell(const Value& value) noexcept { return FindShell(value) == Finding::kRuns; }

}  // namespace errwatch
