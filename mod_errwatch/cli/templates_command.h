// The options of `errwatch templates`.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace errwatch::cli {

// `run` receives what to do when it is the subcommand that was given.
void AddTemplates(CLI::App& app, std::function<int()>& run);

}  // namespace errwatch::cli
