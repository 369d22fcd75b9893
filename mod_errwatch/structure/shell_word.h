// One word of a command line, read as a shell would: without the quotes, escapes and empty variables that
// hide it.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace errwatch {

struct ShellWord {
  static constexpr std::size_t kMostBytes = 48;
  // With all that hides it: in a text, no word that is not too long goes on behind so many bytes.
  static constexpr std::size_t kMostDressed = 96;
  static constexpr std::size_t kMostRead = kMostDressed + kMostBytes;

  std::array<char, kMostBytes> bytes;
  std::size_t size = 0;
  std::size_t end = 0;   // in the text, behind the word
  bool dressed = false;  // something stood inside that only hides it
  bool wild = false;     // has ? or * in it
  bool too_long = false;

  std::string_view text() const { return {bytes.data(), size}; }
};

enum class InBraces : bool { kNo, kYes };  // {cat,/etc/passwd}: a comma ends a word

// Unix: c'a't, c\at, c$@at, c${x}at, c``at, /b?n/c[a]t.
ShellWord ReadUnixWord(std::string_view text, std::size_t at, InBraces in_braces) noexcept;
// Windows: c^md, c"m"d, without directory and extension.
ShellWord ReadWindowsWord(std::string_view text, std::size_t at) noexcept;

// The word without the directory of programs that it may begin with ("/bin/", "/???/b?n/"); empty where it is
// in another one.
std::string_view ProgramName(const ShellWord& word) noexcept;

bool GlobMatches(std::string_view glob, std::string_view name) noexcept;

// "\n" in two characters at `at`, with nothing behind that could be a word's: where it stands for a line's
// end.
bool IsWrittenLineEnd(std::string_view text, std::size_t at) noexcept;

// $IFS, ${IFS}: at `at`.
bool IsIfs(std::string_view text, std::size_t at) noexcept;

}  // namespace errwatch
