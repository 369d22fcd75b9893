// `errwatch peers` on the command line.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace errwatch::cli {

// `run` receives what to do when it is the one that was given.
void AddPeers(CLI::App& app, std::function<int()>& run);

}  // namespace errwatch::cli
