// `errwatch`: the command line. One file a subcommand; this one only says what there is.
#include <csignal>
#include <cstdio>
#include <exception>

#include "cli/command_line.h"

int main(int argc, char** argv) {
  // A limit on the size of files (ulimit -f) is an error to tell of, not the end without a word.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    const int code = errwatch::cli::RunCommandLine(argc, argv);
    // A report that is cut because a disk is full must not look like a whole one.
    if (std::fflush(stdout) == 0 && std::ferror(stdout) == 0) return code;
    std::perror("errwatch: cannot write all of the output");
    return errwatch::cli::kExitNothing;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "errwatch: %s\n", error.what());
    return errwatch::cli::kExitNothing;
  }
}
