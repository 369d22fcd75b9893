// The options of `errwatch export` and `errwatch import`.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace errwatch::cli {

// `run` receives what to do when it is the subcommand that was given.
void AddExport(CLI::App& app, std::function<int()>& run);
void AddImport(CLI::App& app, std::function<int()>& run);

}  // namespace errwatch::cli
