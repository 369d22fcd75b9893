// The options of `errwatch block`, `unblock`, `allow` and `disallow`.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace errwatch::cli {

// `run` receives what to do when it is the subcommand that was given.
void AddBlock(CLI::App& app, std::function<int()>& run);
void AddUnblock(CLI::App& app, std::function<int()>& run);
void AddAllow(CLI::App& app, std::function<int()>& run);
void AddDisallow(CLI::App& app, std::function<int()>& run);

}  // namespace errwatch::cli
