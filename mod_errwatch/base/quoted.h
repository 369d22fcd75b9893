// Foreign text as error messages show it.
#pragma once

#include <string>
#include <string_view>

namespace errwatch {

// VisibleText in double quotes, cut where it is long: a configuration file with stray bytes must not garble a
// terminal.
std::string Quoted(std::string_view text);

}  // namespace errwatch
