#include "cli/logs/end_signal.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <stdexcept>

namespace errwatch::cli {
namespace {

// A handler reaches nothing but globals.
volatile sig_atomic_t g_came = 0;
volatile sig_atomic_t g_descriptor = -1;

extern "C" void OnSignal(int) {
  const int saved = errno;
  g_came = 1;
  const uint64_t one = 1;
  // Cannot be full: nobody counts to 2^64.
  [[maybe_unused]] const ssize_t written = ::write(g_descriptor, &one, sizeof one);
  errno = saved;
}

}  // namespace

EndSignal::EndSignal() {
  g_came = 0;
  g_descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (g_descriptor < 0) throw std::runtime_error("no event descriptor");
  struct sigaction action {};
  action.sa_handler = &OnSignal;  // without SA_RESTART: it interrupts a write that waits
  ::sigaction(SIGINT, &action, &interrupt_);
  ::sigaction(SIGTERM, &action, &terminate_);
}

EndSignal::~EndSignal() {
  ::sigaction(SIGINT, &interrupt_, nullptr);
  ::sigaction(SIGTERM, &terminate_, nullptr);
  ::close(g_descriptor);
  g_descriptor = -1;
}

bool EndSignal::came() const { return g_came != 0; }

int EndSignal::descriptor() const { return g_descriptor; }

}  // namespace errwatch::cli
