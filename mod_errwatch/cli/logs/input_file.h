// How every file of log lines, entries and events is opened: what has no end, and what would be waited for
// for ever, is refused.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.h"

namespace errwatch::cli {

struct InputFile {
  int descriptor = -1;  // whoever opened it closes it, but for standard input
  uint64_t bytes = 0;   // of a regular file; 0 = not known
  std::string begin;    // what was read to tell whether there is a writer
};

// A pipe by its name may be opened before its writer is there.
inline constexpr std::chrono::milliseconds kWriterComesWithin{3000};

// `path` is a regular file, /dev/null, or a pipe; "-" is standard input, which may be a terminal or a socket,
// too. The error names the path and the reason: a directory, a device, a socket, a pipe into which nobody
// writes.
Result<InputFile> OpenInput(const std::string& path, std::chrono::milliseconds patience = kWriterComesWithin);

}  // namespace errwatch::cli
