// Lists of words that rules name (words=@FILE): the files, and where they lie.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace errwatch {

inline constexpr std::size_t kMostListWords = 2000;
inline constexpr std::size_t kMostWordBytes = 128;

// Words are lower-case text without control characters, since that is what patterns are tried on.
Status CheckListWord(std::string_view word);

// One word a line, in the order of their bytes, each once; a line that begins with '#' is a comment. Error:
// "origin:line: what is wrong and what would be right", or that there is no word at all.
Result<std::vector<std::string>> ParseWordList(std::string_view text, const std::string& origin);
Result<std::vector<std::string>> ReadWordFile(const std::string& path);

// What patterns and ErrWatchWords call the list of a file: "words/web-shells.txt" -> "web-shells". Error: the
// file's name makes none.
Result<std::string> WordListName(std::string_view file);

// Gives the words of `file`, which stands behind the @ of words=.
using ReadWords = std::function<Result<std::vector<std::string>>(const std::string& file)>;

}  // namespace errwatch
