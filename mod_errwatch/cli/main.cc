// `errwatch`: the command line. One file a subcommand; this one only says what there is.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <initializer_list>

#include "cli/command_line.h"
#include "cli/output/exit_code.h"

namespace {

// Where one of the three is closed, a file that is opened would get its number: a state file what is printed.
// These cannot be read and written, as closed ones cannot.
void HoldStandardDescriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) >= 0 || errno != EBADF) continue;
    // The lowest number that is free; for as long as the program runs.
    (void)::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY);
  }
}

// 0 = all was written. What failed before the end is asked for anew, since much may have been called in
// between.
int WhyNotWritten() {
  errno = 0;
  if (std::fflush(stdout) != 0) return errno;
  if (std::ferror(stdout) == 0) return 0;
  return ::write(STDOUT_FILENO, "", 0) < 0 ? errno : EIO;
}

}  // namespace

int main(int argc, char** argv) {
  HoldStandardDescriptors();
  // A limit on the size of files (ulimit -f) is an error to tell of, not the end without a word.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    const int code = errwatch::cli::RunCommandLine(argc, argv);
    // A report that is cut because a disk is full must not look like a whole one.
    const int why = WhyNotWritten();
    if (why == 0) return code;
    // Who reads the beginning alone has what he wants, also where SIGPIPE is ignored.
    if (why != EPIPE)
      std::fprintf(stderr, "errwatch: cannot write all of the output: %s\n", std::strerror(why));
    return errwatch::cli::kExitNothing;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "errwatch: %s\n", error.what());
    return errwatch::cli::kExitNothing;
  }
}
