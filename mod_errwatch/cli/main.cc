// `errwatch`: the command line. One file a subcommand; this one only says what there is.
#include <cstdio>
#include <exception>

#include "cli/command_line.h"

int main(int argc, char** argv) {
  try {
    return errwatch::cli::RunCommandLine(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "errwatch: %s\n", error.what());
    return errwatch::cli::kExitNothing;
  }
}
