// What is wrong with a command line, and what would be right.
#pragma once

#include <string>

namespace CLI {
class App;
class Error;
}  // namespace CLI

namespace errwatch::cli {

// For CLI::App::failure_message() of the whole program. Ends with a line feed.
std::string ExplainUsageError(const CLI::App* app, const CLI::Error& error);

}  // namespace errwatch::cli
