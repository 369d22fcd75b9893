// The manual page errwatch(1), written from the same description as --help.
#pragma once

#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace errwatch::cli {

// In the language of man(7). The same for the same program: no time of its making, no terminal, no locale.
std::string ManPage(const CLI::App& app);

// Text as one or more lines of input that roff shows as it is, each at most about 80 bytes.
std::string RoffText(std::string_view text);
// A word or a line that is to be typed, on one line of input: no character of it means anything to roff.
std::string RoffTyped(std::string_view text);

}  // namespace errwatch::cli
