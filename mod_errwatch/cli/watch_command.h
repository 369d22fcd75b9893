// The grammar of `errwatch watch`.
#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace errwatch::cli {

// `run` receives what to do when it is the subcommand that was given.
void AddWatch(CLI::App& app, std::function<int()>& run);

}  // namespace errwatch::cli
