// The subcommand incident.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace errwatch::cli {

void AddIncident(CLI::App& app, std::function<int()>& run);

}  // namespace errwatch::cli
