// How a subcommand ends.
#pragma once

namespace errwatch::cli {

enum ExitCode : int {
  kExitDone = 0,
  kExitNothing = 1,  // nothing usable, or `check` found something wrong
  kExitUsage = 2,
};

}  // namespace errwatch::cli
