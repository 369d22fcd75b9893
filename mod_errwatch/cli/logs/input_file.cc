#include "cli/logs/input_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace errwatch::cli {
namespace {

Error SystemError(const std::string& path) { return Error{path + ": " + std::strerror(errno)}; }

bool IsNull(const struct stat& status) {
  return S_ISCHR(status.st_mode) && status.st_rdev == ::makedev(1, 3);
}

// /dev/stdin and the like, where standard input is a terminal.
bool IsTerminalOfStandardInput(const struct stat& status) {
  struct stat own {};
  return S_ISCHR(status.st_mode) && ::isatty(STDIN_FILENO) == 1 && ::fstat(STDIN_FILENO, &own) == 0 &&
         own.st_rdev == status.st_rdev;
}

// Empty: it is read.
std::string WhyNotRead(const struct stat& status, bool standard_input) {
  if (S_ISREG(status.st_mode) || S_ISFIFO(status.st_mode)) return "";
  if (S_ISDIR(status.st_mode)) return "is a directory";
  if (S_ISSOCK(status.st_mode)) return standard_input ? "" : "is a socket, not a log";
  if (IsNull(status) || IsTerminalOfStandardInput(status)) return "";
  return "is a device, not a log";
}

// Nobody writes into it, and nothing is left in it. A writer that is there but silent may be a live stream.
bool IsDeserted(InputFile& pipe, std::chrono::milliseconds patience) {
  pollfd watched{pipe.descriptor, POLLIN, 0};
  if (::poll(&watched, 1, static_cast<int>(patience.count())) != 0) return false;
  char begin = 0;
  const ssize_t got = ::read(pipe.descriptor, &begin, sizeof begin);
  if (got > 0) pipe.begin.assign(1, begin);
  return got == 0;
}

}  // namespace

Result<InputFile> OpenInput(const std::string& path, std::chrono::milliseconds patience) {
  const bool standard_input = path == "-";
  struct stat status {};
  // Before it is opened: of some devices that alone sets something going.
  if ((standard_input ? ::fstat(STDIN_FILENO, &status) : ::stat(path.c_str(), &status)) != 0)
    return SystemError(path);
  if (const std::string why = WhyNotRead(status, standard_input); !why.empty())
    return Error{path + ": " + why};
  InputFile file;
  file.descriptor = STDIN_FILENO;
  if (!standard_input) {
    file.descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (file.descriptor < 0) return SystemError(path);
    // Another one may have its name by now.
    std::string why =
        ::fstat(file.descriptor, &status) == 0 ? WhyNotRead(status, false) : std::strerror(errno);
    if (why.empty() && S_ISFIFO(status.st_mode) && IsDeserted(file, patience))
      why = "is a pipe into which nobody writes";
    if (!why.empty()) {
      ::close(file.descriptor);
      return Error{path + ": " + why};
    }
    ::fcntl(file.descriptor, F_SETFL, O_RDONLY);
  }
  if (S_ISREG(status.st_mode)) file.bytes = static_cast<uint64_t>(status.st_size);
  return file;
}

}  // namespace errwatch::cli
