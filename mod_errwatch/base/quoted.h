// Foreign text as error messages show it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace errwatch {

inline constexpr std::size_t kMostQuotedBytes = 80;

// VisibleText in double quotes, cut where it is long: a configuration file with stray bytes must not garble a
// terminal. A quote inside becomes \x22: what stands between quotes cannot end them.
std::string Quoted(std::string_view text, std::size_t max_bytes = kMostQuotedBytes);

// Of what is not long anyhow: an incident has kept no more than there is room for.
inline std::string QuotedWhole(std::string_view text) { return Quoted(text, std::string_view::npos); }

// In single quotes, as POSIX's shells and fish take them.
std::string InShellQuotes(std::string_view text);
// As a word of a command that somebody may copy into a shell (POSIX): in single quotes where it needs them.
std::string ShellWord(std::string_view text);

}  // namespace errwatch
