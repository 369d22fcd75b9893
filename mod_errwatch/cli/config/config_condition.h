// <IfModule>, <IfDefine> and their like, as far as the files themselves answer them.
#pragma once

#include <set>
#include <string>
#include <string_view>

#include "cli/config/config_lines.h"

namespace errwatch {

// What the lines read so far have said; modules by their short names.
struct KnownSoFar {
  const Variables& defined;
  const std::set<std::string, std::less<>>& modules;
};

bool IsCondition(std::string_view section);

// True where httpd skips the section for certain: "!NAME" of something that is there.
// A name that was not seen may still come from httpd's command line or be built in, and versions, files and
// other directives cannot be told from outside: such a section is taken as if it were not there.
bool IsSkipped(std::string_view section, std::string_view argument, const KnownSoFar& known);

}  // namespace errwatch
