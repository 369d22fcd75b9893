// The grammar of the command line: subcommands, options, help. docs/errwatch.md explains it.
#pragma once

#include "cli/output/exit_code.h"

namespace errwatch::cli {

// Runs the subcommand that the arguments name; returns the exit code of the program.
int RunCommandLine(int argc, char** argv);

}  // namespace errwatch::cli
