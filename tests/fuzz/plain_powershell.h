// PowerShell, slowly: names of cmdlets, what begins a command behind a separator, commands with back-ticks inside.
#pragma once

#include <algorithm>
#include <string>

#include "plain_text.h"
#include "structure/shell_commands.h"

namespace errwatch::plain {

// Longer ones there are not.
inline constexpr std::size_t kMostOfCmdlet = 40;

// A verb, and a thing that it knows.
inline bool IsCmdletName(const std::string& name) {
  static const Words verbs = {"get",    "set",    "new",     "remove",  "add",   "start",
                              "stop",   "invoke", "test",    "resolve", "out",   "write",
                              "import", "export", "convert", "copy",    "move",  "rename",
                              "clear",  "enable", "disable", "select",  "where", "foreach"};
  static const Words things = {
      "item",      "childitem",    "content",    "process",    "service",     "host",     "object",
      "command",   "expression",   "webrequest", "restmethod", "location",    "variable", "alias",
      "member",    "type",         "sleep",      "file",       "connection",  "dnsname",  "preference",
      "localuser", "aduser",       "acl",        "history",    "module",      "job",      "computer",
      "output",    "itemproperty", "eventlog",   "wmiobject",  "ciminstance", "string"};
  static const Expression cmdlet(AnyOf(verbs) + "-(?:" + AnyOf(things) + "|[^]*(?:preference|localuser))");
  return name.size() <= kMostOfCmdlet && Is(name, cmdlet);
}

// A command of Windows, or a cmdlet, stands at the beginning of what braces hold.
inline bool BeginsWithCommand(const std::string& inside) {
  static const Expression name("\\s*([a-z0-9_]+)(?:-[a-z0-9_]+)?");
  Found found;
  if (!Begins(inside, name, found)) return false;
  std::string whole = found.str();
  whole.erase(0, whole.find(found[1]));
  return FindWindowsCommand(found[1]).has_value() || IsCmdletName(whole);
}
inline bool BeginsWithWhatTells(const std::string& inside) {
  static const Expression name("\\s*([a-z0-9_]+)");
  Found found;
  return Begins(inside, name, found) && FindUnixCommand(found[1]) == CommandKind::kTells;
}

// `rest` stands behind a separator, and maybe behind blanks.
inline bool BeginsPowerShell(bool behind_pipe, const std::string& rest) {
  static const Expression variable("\\$(?:env:[a-z]|executioncontext\\.)");
  static const Expression for_each("[%?]\\{");
  static const Expression of_each("[%?]\\{\\s*\\$_");
  static const Expression block("[&.]\\s*\\{");
  static const Expression call("[&.]\\s*\\(\\s*(?:gcm |get-command |'[^']{0,39}'|\"[^\"]{0,39}\")");
  Found found;
  if (Begins(rest, variable) || Begins(rest, call)) return true;
  if (Begins(rest, block, found)) return BeginsWithCommand(found.suffix());
  if (!behind_pipe || !Begins(rest, for_each, found)) return false;
  return Begins(rest, of_each) || BeginsWithCommand(found.suffix()) || BeginsWithWhatTells(found.suffix());
}

// The back-tick at `tick` is the first of a word that is a command without them.
inline bool IsTickedCommand(const std::string& text, std::size_t tick) {
  static const Expression front("[a-z-]+$");
  static const Expression back("(?:`(?=[a-z])|[a-z-])*+(?!`)");
  Found before;
  Found behind;
  if (!Holds(text.substr(0, tick), front, before) || !Begins(text.substr(tick), back, behind)) return false;
  std::string word = before.str() + behind.str();
  if (behind.length() == 0) return false;
  std::erase(word, '`');
  return word.size() > 2 && word.size() < kMostOfCmdlet &&
         (FindWindowsCommand(word) == CommandKind::kTool || IsCmdletName(word));
}

}  // namespace errwatch::plain
