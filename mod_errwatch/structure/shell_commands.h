// Names of commands, and how much must follow one before it is a command and not a word that a person wrote.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace errwatch {

enum class CommandKind : uint8_t {
  kTells,        // answers by itself: id, ls, whoami
  kTool,         // nobody's everyday word, needs arguments: wget, chmod
  kNetwork,      // takes the name of a host: ping, dig, nslookup
  kInterpreter,  // runs what it is given, also through a pipe: sh, python
  kWord,         // an English word or two letters; needs what only an argument can be: cat, echo, rm
  kSeconds,      // takes a number: sleep
  kPrefix,       // the command stands behind it: sudo, then
};

// Whether the name of any command begins so; `second`: any other byte than a letter stands for all of these.
bool MayBeginCommand(char first, char second) noexcept;

// Of a name in lower case, without directory. "python3.11" is "python".
std::optional<CommandKind> FindUnixCommand(std::string_view name) noexcept;
// Of a name with wildcards, as the first command that it may be.
std::optional<CommandKind> FindUnixCommandByGlob(std::string_view glob) noexcept;

// Without ".exe" and the like.
std::optional<CommandKind> FindWindowsCommand(std::string_view name) noexcept;

}  // namespace errwatch
