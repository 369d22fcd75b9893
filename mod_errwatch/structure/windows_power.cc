#include "structure/windows_power.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"
#include "structure/cursor.h"
#include "structure/shell_commands.h"

namespace errwatch {
namespace {

constexpr std::array<std::string_view, 24> kVerbs = {
    "get",  "set",     "new",   "remove", "add",     "start",  "stop",    "invoke",
    "test", "resolve", "out",   "write",  "import",  "export", "convert", "copy",
    "move", "rename",  "clear", "enable", "disable", "select", "where",   "foreach"};
// What cmdlets are about; those of modules end with one of them (mppreference, localuser).
constexpr std::array<std::string_view, 34> kNouns = {
    "item",      "childitem",    "content",    "process",    "service",     "host",     "object",
    "command",   "expression",   "webrequest", "restmethod", "location",    "variable", "alias",
    "member",    "type",         "sleep",      "file",       "connection",  "dnsname",  "preference",
    "localuser", "aduser",       "acl",        "history",    "module",      "job",      "computer",
    "output",    "itemproperty", "eventlog",   "wmiobject",  "ciminstance", "string"};
constexpr std::size_t kMostOfCmdlet = 40;

// A command, or a cmdlet, is what braces begin with: "{ whoami}".
bool IsBlockOfCommand(std::string_view text, std::size_t at) {
  at = PastBlanks(text, at);
  const std::string_view name = NameAt(text, at);
  const std::size_t dash = at + name.size();
  const std::size_t end = At(text, dash) == '-' ? dash + 1 + NameAt(text, dash + 1).size() : dash;
  return FindWindowsCommand(name).has_value() || IsCmdlet(text.substr(at, end - at));
}

}  // namespace

bool IsCmdlet(std::string_view name) noexcept {
  const std::size_t dash = name.find('-');
  if (dash == std::string_view::npos || name.size() > kMostOfCmdlet) return false;
  const std::string_view noun = name.substr(dash + 1);
  return IsOneOf(name.substr(0, dash), kVerbs) &&
         (IsOneOf(noun, kNouns) || noun.ends_with("preference") || noun.ends_with("localuser"));
}

bool StartsPowerShell(const ShellPlace& place, std::size_t at) noexcept {
  const std::string_view text = place.text;
  const char c = At(text, at);
  const char next = At(text, at + 1);
  if (c == '$') {
    const std::string_view name = NameAt(text, at + 1);
    const char behind = At(text, at + 1 + name.size());
    return (name == "env" && behind == ':' && IsAlpha(At(text, at + 5))) ||
           (name == "executioncontext" && behind == '.');
  }
  if (c == '%' || c == '?') {  // of each
    if (place.opener != ShellOpener::kPipe || next != '{') return false;
    const std::size_t inner = PastBlanks(text, at + 2);
    return StandsAt(text, inner, "$_") || IsBlockOfCommand(text, inner) ||
           FindUnixCommand(NameAt(text, inner)) == CommandKind::kTells;
  }
  if (c != '&' && c != '.') return false;
  std::size_t inner = PastBlanks(text, at + 1);
  if (At(text, inner) == '{') return IsBlockOfCommand(text, inner + 1);
  if (At(text, inner) != '(') return false;
  inner = PastBlanks(text, inner + 1);
  const char mark = At(text, inner);
  if (mark == 'g') return StandsAt(text, inner, "gcm ") || StandsAt(text, inner, "get-command ");
  return (mark == '\'' || mark == '"') &&
         From(text, inner).substr(1, kMostOfCmdlet).find(mark) != std::string_view::npos;
}

bool IsCommandWithTicks(std::string_view text, std::size_t tick) noexcept {
  std::size_t begin = tick;
  while (begin > 0 && tick - begin < kMostOfCmdlet && (IsAlpha(text[begin - 1]) || text[begin - 1] == '-'))
    --begin;
  if (begin == tick || !IsAlpha(At(text, tick + 1))) return false;
  std::array<char, kMostOfCmdlet> name;
  std::size_t size = 0;
  std::size_t at = begin;
  for (; at < text.size() && size < name.size(); ++at) {
    if (text[at] == '`' && IsAlpha(At(text, at + 1))) continue;
    if (!IsAlpha(text[at]) && text[at] != '-') break;
    name[size++] = text[at];
  }
  const std::string_view word(name.data(), size);
  // A mark at the end of the word is the end of a quotation.
  return size > 2 && size < name.size() && At(text, at) != '`' &&
         (FindWindowsCommand(word) == CommandKind::kTool || IsCmdlet(word));
}

}  // namespace errwatch
