// `errwatch anomalies` on the command line.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace errwatch::cli {

void AddAnomalies(CLI::App& app, std::function<int()>& run);

}  // namespace errwatch::cli
