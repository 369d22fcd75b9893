#include "structure/windows_shell.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "structure/cursor.h"
#include "structure/shell_arguments.h"
#include "structure/shell_commands.h"
#include "structure/shell_place.h"
#include "structure/shell_search.h"
#include "structure/shell_word.h"
#include "structure/step_budget.h"
#include "structure/windows_batch.h"
#include "structure/windows_power.h"

namespace errwatch {
namespace {

using enum CommandKind;
using enum ShellArguments;

constexpr std::size_t kMostOfCommand = 48;
constexpr std::size_t kMostOfArguments = 128;
// A place where a command could stand, and what is around a command, cost so much.
constexpr std::size_t kWindowsStepsOfPlace = 32;
constexpr std::size_t kWindowsStepsOfCommand = 256;
constexpr std::size_t kStepsOfMark = 12;
constexpr std::size_t kStepsOfOption = 96;
// Of PowerShell: what no instruction to people has.
constexpr std::array<std::string_view, 7> kHidingOptions = {"-enc", "-w ", "-c ", "-nop", "http", "iex", "("};
constexpr ByteTable kNotInName(" \t\n\v\f\r;|&<>(),='`@\"%");
constexpr ByteTable kOwnMarks("^%(:-/`");

struct SubCommand {
  std::string_view command;
  std::string_view sub;
};

// A command of everyday words, and the word behind it that makes it one.
constexpr std::array<SubCommand, 34> kSubCommands = {{
    {"net", "user"},          {"net", "users"},     {"net", "localgroup"}, {"net", "group"},
    {"net", "view"},          {"net", "share"},     {"net", "use"},        {"net", "accounts"},
    {"net", "session"},       {"net", "start"},     {"net", "stop"},       {"net", "config"},
    {"net1", "user"},         {"reg", "add"},       {"reg", "query"},      {"reg", "delete"},
    {"reg", "save"},          {"reg", "export"},    {"sc", "query"},       {"sc", "create"},
    {"sc", "config"},         {"wmic", "process"},  {"wmic", "os"},        {"wmic", "useraccount"},
    {"netsh", "advfirewall"}, {"netsh", "wlan"},    {"netsh", "firewall"}, {"netsh", "interface"},
    {"vssadmin", "delete"},   {"vssadmin", "list"}, {"wevtutil", "cl"},    {"wevtutil", "qe"},
    {"query", "user"},        {"query", "session"},
}};

bool IsSubCommand(std::string_view command, std::string_view text, std::size_t at) {
  const std::string_view sub = NameAt(text, PastBlanks(text, at));
  return std::ranges::any_of(kSubCommands,
                             [&](const SubCommand& c) { return c.command == command && c.sub == sub; });
}

std::string_view WithoutDirectory(std::string_view name) {
  std::size_t begin = name.size();
  while (begin > 0 && name[begin - 1] != '\\' && name[begin - 1] != '/') --begin;
  name.remove_prefix(begin);
  return name.substr(0, name.rfind('.'));
}

// As for Unix: an interpreter takes no host, and "8.2.7" is one to who asks a network alone.
bool IsTold(ShellArguments arguments, CommandKind kind) {
  if (arguments == kAddress) return kind != kInterpreter;
  return arguments == kVersion ? kind == kNetwork : Tells(arguments);
}

bool RunsAtItsEnd(CommandKind kind, std::size_t name_size, std::size_t end, const ShellPlace& place) {
  if (!EndSuffices(place, name_size, end)) return false;
  switch (kind) {
    case kTells:
      return true;
    case kTool:
    case kNetwork:
    case kInterpreter:
      return BreaksOut(place);
    default:
      return place.opener == ShellOpener::kTwo && place.before.empty();
  }
}

// The first letters of a verb: get, set, add, ...
bool MayBeCmdlet(char first, char second) {
  return IsAnyOf(first, "gsnraitowecmdf") && IsAnyOf(second, "eodtuirxmnlsv");
}

bool StartsCommand(const ShellPlace& place, StepBudget& budget) {
  const std::string_view text = place.text;
  if (!budget.Take(kWindowsStepsOfPlace)) return false;
  std::size_t at = PastBlanks(text, place.from);
  for (int i = 0; i < 3 && At(text, at) != '\0' && IsAnyOf(At(text, at), "(@\"'"); ++i)
    at = PastBlanks(text, at + 1);
  if (StartsPowerShell(place, PastBlanks(text, place.from))) return true;
  if (IsLower(At(text, at)) && IsLower(At(text, at + 1)) && !MayBeCmdlet(text[at], text[at + 1]) &&
      !MayBeginCommand(text[at], text[at + 1]) && !StandsAt(text, at, "c:"))
    return false;
  const ShellWord word = ReadWindowsWord(text, at);
  if (!budget.Take(word.end - at + kWindowsStepsOfPlace)) return false;
  if (word.size == 0 || word.too_long) return StartsBatch(text, at);
  std::optional<CommandKind> kind = FindWindowsCommand(word.text());
  if (!kind && IsCmdlet(word.text())) kind = kTool;
  if (!kind) return StartsBatch(text, at);
  if (!budget.Take(kWindowsStepsOfCommand)) return false;
  const std::string_view name = WithoutDirectory(word.text());
  const ShellArguments arguments = LookAtWindowsArguments(text, word.end);
  const bool prose = IsQuotedInProse(place);
  if (word.dressed && name.size() > 1) return true;
  if (IsTold(arguments, *kind)) return !prose;
  if (IsSubCommand(name, text, word.end)) return true;
  switch (arguments) {
    case kEnd:
    case kStop:
      if (*kind == kTool && name.find('-') != std::string_view::npos && place.glued())
        return !prose && place.before.find('-') == std::string_view::npos;
      return RunsAtItsEnd(*kind, name.size(), word.end, place);
    case kVersion:
      return false;
    case kQuoted:
      return *kind == kTool || (name == "echo" && place.glued());
    case kHost:
      // "&type web.config"
      return *kind == kTool || *kind == kNetwork ||
             (place.glued() &&
              (place.opener == ShellOpener::kAmpersand || place.opener == ShellOpener::kTwo));
    default:
      return *kind == kTool && (place.glued() && place.opener != ShellOpener::kBackTick) && name.size() > 3;
  }
}

// The word that ends at `end`: back over what can be in a name.
std::size_t BeginOfWord(std::string_view text, std::size_t end) {
  std::size_t begin = end;
  while (begin > 0 && end - begin < kMostOfCommand && !kNotInName.Has(text[begin - 1])) --begin;
  return begin;
}

// "powershell -enc", "cmd /c", "certutil.exe -urlcache": a tool that no sentence has with an option. `at` is
// that of the option.
bool IsToolWithOption(std::string_view text, std::size_t at) {
  const std::size_t end = BackOverBlanks(text, at).size();
  const ShellWord word = ReadWindowsWord(text, BeginOfWord(text, end));
  const std::string_view name = WithoutDirectory(word.text());
  if (word.end != end || name.size() < 3 || FindWindowsCommand(word.text()) != kTool || FindUnixCommand(name))
    return false;
  if (name != "cmd") return Tells(LookAtWindowsArguments(text, word.end));
  return text[at] == '/' && IsAnyOf(At(text, at + 1), "ckrq") && !IsAlpha(At(text, at + 2));
}

// "mshta http://x", "invoke-webrequest https://x": what is no option tells, too. `at` is behind the scheme.
bool IsToolWithAddress(std::string_view text, std::size_t at) {
  const std::string_view name = NameBefore(text, at);
  if (!StandsAt(text, at, "://") && name != "javascript" && name != "vbscript") return false;
  const std::size_t scheme = at - name.size();
  const std::size_t end = BackOverBlanks(text, scheme).size();
  if (end == scheme) return false;
  const ShellWord word = ReadWindowsWord(text, BeginOfWord(text, end));
  return FindWindowsCommand(word.text()) == kTool && !FindUnixCommand(WithoutDirectory(word.text()));
}

// w^hoami: carets inside a word that is a command without them.
bool IsCommandWithCarets(std::string_view text, std::size_t caret, StepBudget& budget) {
  const std::size_t begin = BeginOfWord(text, caret);
  if (text.substr(begin, caret - begin).find('^') != std::string_view::npos)
    return false;  // looked at already
  const ShellWord word = ReadWindowsWord(text, begin);
  return budget.Take(word.end - begin) && word.dressed && word.size > 2 &&
         FindWindowsCommand(word.text()).has_value();
}

// iex(...), x.downloadstring(...)
bool IsPowerShellCall(std::string_view text, std::size_t parenthesis) {
  const std::string_view name = NameBefore(text, BackOverBlanks(text, parenthesis).size());
  if (IsOneOf<6>(name, {"downloadstring", "downloadfile", "downloaddata", "frombase64string", "shellexecute",
                        "getasynckeystate"}))
    return true;
  const std::string_view before = BackOverBlanks(text, parenthesis);
  return name == "iex" &&
         (before.size() == name.size() || !IsProse(before.substr(0, before.size() - name.size())));
}

// [system.convert]::x, `colons` is the place of the first one.
bool IsStaticMember(std::string_view text, std::size_t colons) {
  if (Before(text, colons) != ']' || At(text, colons + 1) != ':' || !IsAlpha(At(text, colons + 2)))
    return false;
  const bool called = At(text, colons + 2 + NameAt(text, colons + 2).size()) == '(';
  std::size_t begin = colons - 1;
  while (begin > 0 && colons - begin < kMostOfCommand &&
         (IsIdentifierByte(text[begin - 1]) || text[begin - 1] == '.'))
    --begin;
  const std::string_view type = text.substr(begin, colons - 1 - begin);
  return Before(text, begin) == '[' && !type.empty() &&
         (type.find('.') != std::string_view::npos || type == "convert" ||
          (called && !IsIdentifierByte(Before(text, begin - 1))));
}

bool IsOwnSyntax(std::string_view text, std::size_t at, StepBudget& budget) {
  switch (text[at]) {
    case '`':
      return IsCommandWithTicks(text, at);
    case '^':
      return IsAlpha(At(text, at + 1)) && IsCommandWithCarets(text, at, budget);
    case '%':
      return IsBatchVariable(text, at);
    case '(':
      return IsPowerShellCall(text, at);
    case ':':
      return IsStaticMember(text, at) || IsToolWithAddress(text, at);
    default:  // - /
      if (IsSpace(Before(text, at))) return IsToolWithOption(text, at);
      return StandsAt(text, at, "/c ") && NameBefore(text, at) == "cmd";
  }
}

// "net user x y /add", "reg add hklm\x": the value is one, and not its name alone.
bool IsWindowsCommand(std::string_view text) {
  const ShellWord word = ReadWindowsWord(text, 0);
  if (!FindWindowsCommand(word.text()) || !IsSubCommand(WithoutDirectory(word.text()), text, word.end))
    return false;
  const std::string_view rest = From(text, word.end);
  return rest.find('\\') != std::string_view::npos || rest.find(" /") != std::string_view::npos;
}

// "run powershell -executionpolicy bypass -file x": words stand in front, and what it is given hides nothing.
bool IsToldAbout(std::string_view text, std::size_t option) {
  const std::size_t end = BackOverBlanks(text, option).size();
  const std::string_view tool = From(text, BeginOfWord(text, end)).substr(0, end - BeginOfWord(text, end));
  if (!tool.starts_with("powershell") && !tool.starts_with("pwsh") && !IsCmdlet(tool)) return false;
  const std::string_view front = BackOverBlanks(text, BeginOfWord(text, end));
  if (front.empty() ||
      !std::ranges::all_of(front, [](char c) { return IsIdentifierByte(c) || IsAnyOf(c, " ,.:`$="); }))
    return false;
  const std::string_view rest = From(text, option).substr(0, kMostOfArguments);
  return text[option] == '-' && std::ranges::none_of(kHidingOptions, [rest](std::string_view hiding) {
           return rest.find(hiding) != std::string_view::npos;
         });
}

// True: there is nothing more to find.
bool LooksAtOwnSyntax(ShellSearch& search) {
  const std::string_view text = search.text();
  for (std::size_t at = kOwnMarks.Find(text); at != std::string_view::npos;
       at = kOwnMarks.Find(text, at + 1)) {
    const bool behind_blank = IsSpace(Before(text, at));
    if (!search.budget().Take(behind_blank ? kStepsOfOption : kStepsOfMark)) return true;
    if (IsOwnSyntax(text, at, search.budget()) &&
        search.Note((text[at] == '-' && IsToldAbout(text, at)) ||
                    (text[at] == '%' && text.starts_with("for %") && search.IsTypedLine())))
      return true;
  }
  return false;
}

}  // namespace

Finding FindWindowsShell(const Value& value, StepBudget& budget) noexcept {
  ShellSearch search(value, budget);
  const auto looks_at = [&search](const ShellPlace& place) {
    return StartsCommand(place, search.budget()) && search.Note(search.IsTyped(place));
  };
  const bool whole = StartsBatch(value.text, 0) || IsWindowsCommand(value.text);
  if (!(whole && search.Note(false)) && !search.InText(looks_at) && !LooksAtOwnSyntax(search))
    search.InLines(looks_at);
  return search.finding();
}

Finding FindWindowsShell(const Value& value) noexcept {
  StepBudget budget(value.text.size());
  return FindWindowsShell(value, budget);
}

bool HasWindowsShell(const Value& value) noexcept { return FindWindowsShell(value) == Finding::kRuns; }

}  // namespace errwatch
