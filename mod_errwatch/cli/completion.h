// What a shell needs to complete errwatch's command line, written from the same description as --help.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace CLI {
class App;
}

namespace errwatch::cli {

inline constexpr std::string_view kShells = "bash|zsh|fish";

// The script for one of kShells; empty for another.
std::optional<std::string> CompletionFor(std::string_view shell, const CLI::App& app);

}  // namespace errwatch::cli
