// What a shell runs behind a separator whatever the command's name is, slowly. Of the detector its commands and
// its paths of a system are taken.
#pragma once

#include <string>

#include "plain_text.h"
#include "structure/shell_arguments.h"
#include "structure/shell_commands.h"

namespace errwatch::plain {

// So far behind a separator is looked.
inline constexpr std::size_t kMostOfCommand = 96;

// The value begins there, or its string was ended.
inline bool IsBrokenOut(const std::string& before) {
  static const Expression broken("[^]*['\")`]|");
  return Is(before, broken);
}

// Nothing parts the separator from what follows, and in front stands one operand, or a string was ended.
inline bool IsGlued(const std::string& before, const std::string& rest) {
  static const Expression operand("[^ +\n]*");
  return !rest.empty() && rest[0] != ' ' && (Is(before, operand) || IsBrokenOut(before));
}

inline bool IsHostNumber(const std::string& before) {
  static const Expression number("[0-9]+(?:\\.[0-9]+){3}");
  return Is(before, number);
}

// ">/etc/x", ">> x.php": `rest` begins with the mark.
inline bool WritesToFile(const std::string& rest) {
  static const Expression mark(">>?\\s*");
  static const Expression file("[a-z0-9_+./-]+\\.[a-z][a-z0-9_+/-]+");
  Found found;
  if (!Begins(rest, mark, found)) return false;
  return IsSystemPath(found.suffix(), 0) || Is(found.suffix(), file);
}

inline bool NamesSystemFile(const std::string& command) {
  static const Expression word("[a-z][a-z0-9_+.-]++(?=[ <])");
  Found found;
  if (!Begins(command, word, found)) return false;
  for (std::size_t at = found.length() + 1; at < command.size(); ++at)
    if (Holds(" <=@", command.substr(at - 1, 1)) && IsSystemPath(command, at)) return true;
  return false;
}

inline bool RunsWhatever(const std::string& before, const std::string& rest) {
  static const Expression end("[;|&`)]");
  static const Expression shell("\\$(?:0|bash|shell|zsh|_)(?: -|$)");
  static const Expression last("\\$_$");  // the last word of the command before
  static const Expression source("\\. [/~][a-z0-9]");
  static const Expression nothing(": (?=>)");
  static const Expression echo("(?:echo|printf) [^>]*(?<!-)(?=>)");
  static const Expression function(
      "(?:function [a-z0-9_]+(?:\\s*\\(\\))?|[a-z0-9_]+\\s*\\(\\))\\s*\\{ ([a-z0-9_]+)[; ]");
  std::string command = rest.substr(0, kMostOfCommand);
  Found found;
  if (Holds(command, end, found)) command = found.prefix();
  if (Begins(rest, shell)) return !Begins(rest, last) || IsBrokenOut(before);
  if (Begins(rest, source) || WritesToFile(command) || NamesSystemFile(command)) return true;
  if (Begins(command, nothing, found) || Begins(command, echo, found)) {
    if (WritesToFile(found.suffix())) return true;
  }
  return Begins(rest, function, found) && FindUnixCommand(found[1]).has_value();
}

// "then id;fi"
inline bool IsBodyWithEnd(const std::string& rest) {
  static const Expression body("then (?=[^]*;fi(?![a-zA-Z0-9_]))|do (?=[^]*;done(?![a-zA-Z0-9_]))");
  return Begins(rest.substr(0, kMostOfCommand), body);
}

// Of programs that start others.
inline bool StartsAnother(const std::string& text) {
  static const Expression option(
      "--?(?:exec|to-command|use-compress-program|checkpoint-action|upload-pack|receive-pack|rsh|rsh-command|"
      "oproxycommand|eval|pager|post-file)=[^]+");
  return Is(text, option);
}

}  // namespace errwatch::plain
