// httpd's configuration syntax below the directives: lines, words and variables.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace errwatch {

// One line after joining continuations, without leading and trailing blanks.
// Comments and empty lines are left out.
struct ConfigLine {
  std::string text;
  int number = 0;  // of its first line in the file
};

// What an editor may have put around the text that httpd refuses in other words; empty = nothing.
std::string WhyNoBytes(std::string_view content);

// A backslash at the end of a line joins the next one, in comments too, as httpd does.
std::vector<ConfigLine> SplitConfigLines(std::string_view content);

// Name and arguments of a line: "<VirtualHost *:80>" -> "<VirtualHost", "*:80".
struct ConfigDirective {
  std::string_view name;
  std::string_view arguments;
};
ConfigDirective SplitDirective(std::string_view line);

using Variables = std::map<std::string, std::string, std::less<>>;

// Replaces each ${NAME}: a Define first, then the environment; unknown ones stay as they are, as httpd leaves
// them. Quotes and backslashes do not protect: httpd finds a variable in the pattern "a${1,3}" too.
struct Expanded {
  std::string text;
  // Names that httpd would warn of. "${map:key}" is none: mod_rewrite has its own use for it.
  std::vector<std::string> undefined;
};
Expanded ExpandVariables(std::string_view text, const Variables& defined);

// With where it is, "file:line", in front of it; empty = nowhere.
Error At(const std::string& origin, const std::string& text);

// Files that an Include of this absolute path names, sorted: wildcards in any part of the path, and a
// directory stands for every file in it and below it. Empty when nothing is there. The error says which
// directory could not be read.
Result<std::vector<std::string>> FilesOfInclude(const std::string& path);

// Every *.conf of a directory, sorted.
Result<std::vector<std::string>> ConfFilesOf(const std::string& directory);

}  // namespace errwatch
