// `errwatch learn`, as the command line takes it.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

namespace errwatch::cli {

void AddLearn(CLI::App& app, std::function<int()>& run);

}  // namespace errwatch::cli
