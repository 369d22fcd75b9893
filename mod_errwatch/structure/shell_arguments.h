// What stands behind the name of a command: arguments that only a command has, the end, or a sentence.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace errwatch {

enum class ShellArguments : uint8_t {
  kEnd,        // of the text
  kStop,       // a separator, a closing bracket or quote
  kTelling,    // an option, a path, a variable, a redirection, a network
  kAddress,    // four octets: of a host; or the version of an interpreter, which takes no host
  kVersion,    // any other dotted number
  kSensitive,  // the path of a system's file
  kQuoted,     // in quotes
  kNumber,     // and nothing else
  kHost,       // www.example.org
  kPlain,      // anything else: a word of a sentence
};

// Nobody writes that behind a word.
constexpr bool Tells(ShellArguments arguments) {
  return arguments == ShellArguments::kTelling || arguments == ShellArguments::kAddress ||
         arguments == ShellArguments::kSensitive;
}

// REQUIRES: `at` is behind the name of a command; in_braces: where a comma is the blank ({cat,/etc/passwd}).
ShellArguments LookAtUnixArguments(std::string_view text, std::size_t at, bool in_braces) noexcept;
ShellArguments LookAtWindowsArguments(std::string_view text, std::size_t at) noexcept;

// "/etc/passwd", "/proc/": its first part is a directory of a system, or may be by wildcards.
bool IsSystemPath(std::string_view text, std::size_t at) noexcept;

}  // namespace errwatch
