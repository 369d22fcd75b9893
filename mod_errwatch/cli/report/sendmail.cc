#include "cli/report/sendmail.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/quoted.h"
#include "store/descriptor.h"
#include "store/write_all.h"

namespace errwatch::cli {
namespace {

constexpr int kCannotRun = 127;

// In the child: nothing but system calls.
[[noreturn]] void RunMailer(const char* program, int input, std::chrono::seconds patience) {
  char minus_t[] = "-t", minus_i[] = "-i";
  ::signal(SIGALRM, SIG_DFL);
  ::alarm(static_cast<unsigned>(patience.count()));  // goes on beyond exec
  char* const arguments[] = {const_cast<char*>(program), minus_t, minus_i, nullptr};
  ::signal(SIGPIPE, SIG_DFL);
  if (::dup2(input, STDIN_FILENO) == STDIN_FILENO) ::execv(program, arguments);
  ::_exit(kCannotRun);
}

}  // namespace

Status SendMail(const std::string& program, std::string_view message, std::chrono::seconds patience) {
  if (::access(program.c_str(), X_OK) != 0)
    return Error{"--sendmail: cannot run " + Quoted(program) + ": " + std::strerror(errno)};
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return Error{std::string("no pipe to the mailer: ") + std::strerror(errno)};
  store::Descriptor input(ends[0]), output(ends[1]);
  // A mailer that ends without reading is told of by its status.
  const auto before = ::signal(SIGPIPE, SIG_IGN);
  const pid_t child = ::fork();
  if (child == 0) RunMailer(program.c_str(), input.get(), patience);
  if (child < 0) {
    ::signal(SIGPIPE, before);
    return Error{std::string("cannot run the mailer: ") + std::strerror(errno)};
  }
  input = store::Descriptor();
  const bool written = store::WriteAll(output.get(), message);
  output = store::Descriptor();
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  ::signal(SIGPIPE, before);
  if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
    return Error{"--sendmail: " + Quoted(program) + " did not end within " +
                 std::to_string(patience.count()) + " s, and was stopped"};
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    return Error{"--sendmail: " + Quoted(program) + " failed: " +
                 (WIFEXITED(status) ? "exit status " + std::to_string(WEXITSTATUS(status))
                                    : "signal " + std::to_string(WTERMSIG(status)))};
  if (!written) return Error{"--sendmail: " + Quoted(program) + " did not read all of the message"};
  return Ok();
}

}  // namespace errwatch::cli
