#include "structure/shell_expansion.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "structure/cursor.h"
#include "structure/forward_search.h"
#include "structure/shell_arguments.h"
#include "structure/shell_commands.h"

namespace errwatch {
namespace {

constexpr std::size_t kMostInExpansion = 64;
constexpr std::size_t kStepsOfWord = 8;
constexpr std::size_t kStepsOfHiddenPath = 512;
constexpr ByteTable kExpansions("$(/");
constexpr ByteTable kBeforeWord(" \t\n\v\f\r=;|&(`<>{,'\"");
constexpr ByteTable kWildcards("?*[");
constexpr ByteTable kDressMarks("'\"\\`$[<>");

constexpr std::array<std::string_view, 9> kSecretFiles = {"passwd",  "shadow",  "group",    "hosts",  "issue",
                                                          "environ", "cmdline", "hostname", "sudoers"};

// "(7*7))" behind "$(".
bool IsArithmetic(std::string_view text, char close) {
  bool digit = false;
  bool reckons = false;
  for (const char c : text.substr(0, kMostInExpansion)) {
    if (c == close) return digit && reckons;
    reckons = reckons || (digit && IsAnyOf(c, "*+/%-"));
    digit = digit || IsDigit(c);
    if (!IsDigit(c) && !IsAnyOf(c, "*+/%- ")) return false;
  }
  return false;
}

// "x:0:1}", "x#*/}", "x//a/b}", "x^^}" behind "${": cuts or changes what is in the variable.
bool IsChangedParameter(std::string_view body) {
  if (At(body, 0) == '!') return IsIdentifierByte(At(body, 1)) && body.find('}') != std::string_view::npos;
  const std::string_view name = NameAt(body, IsAnyOf(At(body, 0), "@#*") ? 1 : 0);
  std::size_t at = name.size() + (IsAnyOf(At(body, 0), "@#*") ? 1 : 0);
  const std::string_view rest = body.substr(0, kMostInExpansion);
  const std::size_t close = rest.find('}', at);
  if (at == 0 || close == std::string_view::npos || close == at) return false;
  const char op = body[at];
  const char next = body[at + 1];
  switch (op) {
    case ':':
      return IsDigit(next) || (next == ' ' && body[at + 2] == '-') || next == '$';
    case '#':
    case '%':
      return !name.empty();
    case '/':
      return next == '/' || rest.substr(at + 1, close - at).find('/') != std::string_view::npos;
    case '^':
      return next == '^' || next == '}';
    case ',':
      return next == ',' || next == '}';
    case '@':
      return IsAlpha(next) && body[at + 2] == '}';
    default:
      return false;
  }
}

// Variables that a shell or its surroundings fill: what is cut out of them is another word.
constexpr std::array<std::string_view, 19> kFilledVariables = {
    "bash",   "home", "hostname", "hosttype", "ifs", "lang", "logname", "machtype", "mail", "oldpwd",
    "ostype", "path", "ps1",      "ps2",      "ps4", "pwd",  "shell",   "term",     "user"};

// "${tag#v}", "${file%.tar.gz}": a prefix or an ending is taken from a script's own variable, and what comes
// out is no command. What is cut is plain. `at` is that of the dollar.
bool IsOwnVariable(std::string_view text, std::size_t at) {
  const std::string_view before = BackOverBlanks(text, at);
  if (At(text, at + 1) != '{' || (!before.empty() && IsAnyOf(before.back(), ";|&`("))) return false;
  const std::string_view body = From(text, at + 2);
  const std::string_view name = NameAt(body, 0);
  const std::string_view rest = body.substr(0, kMostInExpansion);
  if (name.empty() || !IsAnyOf(At(rest, name.size()), "#%")) return false;
  if (std::ranges::find(kFilledVariables, name) != kFilledVariables.end() || name.starts_with("bash_"))
    return false;
  const std::string_view cut = rest.substr(name.size(), rest.find('}') - name.size());
  return cut.find_first_of("$`'\"\\?[(") == std::string_view::npos;
}

// `at` is that of the dollar.
bool IsExpansion(std::string_view text, std::size_t at) {
  const std::string_view rest = From(text, at + 2);
  switch (At(text, at + 1)) {
    case 'i':
      return IsIfs(text, at);
    case 's':
      return StandsAt(text, at, "$shell -");
    case '{':
      return IsIfs(text, at) || StandsAt(text, at, "${shell} -") || IsChangedParameter(rest);
    case '(':
      return At(rest, 0) == '(' && IsArithmetic(rest.substr(1), ')');
    case '[':
      return IsArithmetic(rest, ']');
    case '\'': {
      const std::size_t escape = rest.substr(0, kMostInExpansion / 2).find('\\');
      return escape != std::string_view::npos &&
             (IsDigit(At(rest, escape + 1)) || At(rest, escape + 1) == 'x' || At(rest, escape + 1) == 'u');
    }
    default:
      return false;
  }
}

// "() { :; }" at `at`, and ":(){ :|:& };:".
bool IsFunction(std::string_view text, std::size_t at) {
  if (!StandsAt(text, at, "()")) return false;
  const std::size_t brace = PastBlanks(text, at + 2);
  if (At(text, brace) != '{') return false;
  const std::string_view before = BackOverBlanks(text, at);
  if (before.empty() || (IsAnyOf(before.back(), "'\":=,;&") && before != text.substr(0, at))) return true;
  const std::size_t body_at = PastBlanks(text, brace + 1);
  if (IsAnyOf(At(text, body_at), ":_") && IsAnyOf(At(text, PastBlanks(text, body_at + 1)), ";=")) return true;
  const std::string_view body = From(text, body_at).substr(0, kMostInExpansion);
  const std::string_view name = NameBefore(text, at);
  if (!name.empty() && body.starts_with(name) && IsAnyOf(At(body, PastBlanks(body, name.size())), "&|") &&
      body.find('}') != std::string_view::npos)
    return true;  // it calls itself
  const std::size_t pipe = body.find('|');
  const std::size_t background = body.find('&');
  return pipe != std::string_view::npos && background != std::string_view::npos && pipe < background &&
         At(body, pipe + 1) != '|' && At(body, background + 1) != '&' &&
         IsAnyOf(At(body, PastBlanks(body, background + 1)), "};");
}

bool BeginsWord(std::string_view text, std::size_t at) {
  const char before = Before(text, at);
  return before == '\0' || kBeforeWord.Has(before);
}

bool IsDressedCommand(std::string_view text, const ShellWord& word) {
  if (!word.dressed || word.wild) return false;
  const std::string_view name = ProgramName(word);
  if (name.size() < 2 || !FindUnixCommand(name)) return false;
  const ShellArguments arguments = LookAtUnixArguments(text, word.end, false);
  return Tells(arguments) || name.size() > 2 || name.size() < word.size;
}

// Letters or other marks are on both sides: a quote of a JSON text hides nothing.
bool MayHide(std::string_view text, std::size_t mark) {
  const char before = Before(text, mark);
  const char behind = At(text, mark + 1);
  return (IsAlnum(before) || IsAnyOf(before, "'\"`\\/})@]")) &&
         (IsAlnum(behind) || IsAnyOf(behind, "'\"`\\/{$@*!()?"));
}

// Some word is a command in c'a't, c\at, c$@at.
bool HasDressedCommand(std::string_view text, StepBudget& budget) {
  std::size_t begin = 0;  // of what no word was read of yet
  std::size_t from = 0;
  for (std::size_t mark = kDressMarks.Find(text); mark != std::string_view::npos;
       mark = kDressMarks.Find(text, from)) {
    if (!MayHide(text, mark)) {
      if (!IsAnyOf(text[mark], "'\"")) begin = mark + 1;
      from = mark + 1;
      continue;
    }
    std::size_t at = mark;
    while (at > begin && !BeginsWord(text, at)) --at;
    // "wh"oami: the quote is the word's own.
    if (at > begin && IsAnyOf(text[at - 1], "'\"") && (at == 1 || IsAnyOf(text[at - 2], " =;|&(")) &&
        text[at - 1] == text[mark])
      --at;
    begin = from = mark + 1;
    if (!BeginsWord(text, at)) continue;
    const ShellWord word = ReadUnixWord(text, at, InBraces::kNo);
    if (!budget.Take(word.end - at + kStepsOfWord)) return false;
    if (IsDressedCommand(text, word)) return true;
    begin = from = std::max(begin, word.end);
  }
  return false;
}

// Where the next byte stands that makes a word one of several: npos for nowhere.
struct FindsWildcard {
  constexpr std::size_t operator()(std::string_view text, std::size_t at) const {
    return kWildcards.Find(text, at);
  }
};

bool HasHiddenPath(std::string_view text, StepBudget& budget) {
  ForwardSearch<FindsWildcard> wildcard(text, {});
  for (std::size_t at = text.find('/'); at != std::string_view::npos; at = text.find('/', at + 1)) {
    if (!BeginsWord(text, at)) continue;
    // A word without one hides no path, whatever dresses it.
    if (!wildcard.IsIn(at, at + ShellWord::kMostRead)) continue;
    const ShellWord word = ReadUnixWord(text, at, InBraces::kYes);
    if (!budget.Take(word.end - at + (word.wild ? kStepsOfHiddenPath : kStepsOfWord))) return false;
    if (word.wild && IsHiddenByWildcards(word)) return true;
  }
  return false;
}

}  // namespace

bool IsHiddenByWildcards(const ShellWord& word) noexcept {
  const std::string_view path = word.text();
  if (word.too_long || path.size() < 4 || path.front() != '/') return false;
  const std::size_t second = path.find('/', 1);
  if (second == std::string_view::npos || second + 1 == path.size()) return false;
  const std::string_view last = path.substr(path.rfind('/') + 1);
  const auto has = [](std::string_view part, auto what) { return std::ranges::any_of(part, what); };
  const auto wildcard = [](char c) { return c == '?' || c == '*'; };
  const std::string_view first = path.substr(1, second - 1);
  if (!has(path, IsAlpha) || !IsSystemPath(path, 0)) return false;
  if (last.find_first_not_of('*') == std::string_view::npos) return false;
  if (has(first, wildcard)) return true;
  if (!has(last, IsAlpha)) return ProgramName(word) == last;  // /bin/??
  if (!has(last, wildcard)) return false;
  if (ProgramName(word) == last) return FindUnixCommandByGlob(last).has_value();
  return std::ranges::any_of(kSecretFiles, [last](std::string_view file) { return GlobMatches(last, file); });
}

ShellExpansion FindShellExpansion(std::string_view text, StepBudget& budget) noexcept {
  auto found = ShellExpansion::kNone;
  for (std::size_t at = kExpansions.Find(text); at != std::string_view::npos;
       at = kExpansions.Find(text, at + 1)) {
    if (!budget.Take(kStepsOfWord)) return found;
    switch (text[at]) {
      case '$':
        if (!IsExpansion(text, at)) break;
        if (!IsOwnVariable(text, at)) return ShellExpansion::kYes;
        found = ShellExpansion::kOfScript;
        break;
      case '(':
        if (IsFunction(text, at)) return ShellExpansion::kYes;
        break;
      default:
        if (StandsAt(text, at, "/dev/tcp/") || StandsAt(text, at, "/dev/udp/")) return ShellExpansion::kYes;
    }
  }
  return found;
}

bool HasHiddenCommand(std::string_view text, StepBudget& budget) noexcept {
  return HasDressedCommand(text, budget) || HasHiddenPath(text, budget);
}

}  // namespace errwatch
