#include "torture/step.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace errwatch::torture {
namespace {

constexpr std::size_t kPage = 4096;

// What the process that does it tells the one that waits.
struct Told {
  uint64_t writes, instructions;
};

// Of the process that is stopped; a signal handler has nothing else.
struct Stepped {
  std::byte* memory = nullptr;
  std::size_t bytes = 0;
  std::array<std::byte*, 2> open{};  // pages that the instruction writes to
  uint64_t count = 0, kill_after = 0;
};
Stepped stepped;

Told& SharedTold() {
  static void* const memory =
      mmap(nullptr, sizeof(Told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  return *static_cast<Told*>(memory);
}

void Handle(int number, void (*handler)(int, siginfo_t*, void*)) {
  struct sigaction action = {};
  action.sa_sigaction = handler;
  action.sa_flags = SA_SIGINFO;
  sigaction(number, &action, nullptr);
}

void KillIfDue() {
  if (++stepped.count == stepped.kill_after) kill(getpid(), SIGKILL);
}

#if defined(__x86_64__)
constexpr bool kHasTrap = true;
constexpr greg_t kTrapFlag = 0x100;

// What lies below the stack's end is the compiler's (128 bytes).
inline void SetTrap() {
  asm volatile("lea -128(%%rsp), %%rsp; pushfq; orq $0x100, (%%rsp); popfq; lea 128(%%rsp), %%rsp" ::
                   : "memory", "cc");
}
inline void ClearTrap() {
  asm volatile("lea -128(%%rsp), %%rsp; pushfq; andq $~0x100, (%%rsp); popfq; lea 128(%%rsp), %%rsp" ::
                   : "memory", "cc");
}

// Before an instruction that writes to the memory, which may be written for as long as that takes.
void OnWrite(int, siginfo_t* info, void* context) {
  auto* at = static_cast<std::byte*>(info->si_addr);
  if (at < stepped.memory || at >= stepped.memory + stepped.bytes) _exit(2);
  std::byte* const page = stepped.memory + static_cast<std::size_t>(at - stepped.memory) / kPage * kPage;
  std::byte*& open = stepped.open[stepped.open[0] == nullptr ? 0 : 1];
  open = page;
  mprotect(page, kPage, PROT_READ | PROT_WRITE);
  static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_EFL] |= kTrapFlag;
}
// ... and behind it.
void OnWritten(int, siginfo_t*, void* context) {
  KillIfDue();
  for (std::byte*& page : stepped.open) {
    if (page != nullptr) mprotect(page, kPage, PROT_READ);
    page = nullptr;
  }
  static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_EFL] &= ~kTrapFlag;
}
#else
constexpr bool kHasTrap = false;
inline void SetTrap() {}
inline void ClearTrap() {}
void OnWrite(int, siginfo_t*, void*) { _exit(2); }
void OnWritten(int, siginfo_t*, void*) { _exit(2); }
#endif
void OnStep(int, siginfo_t*, void*) { KillIfDue(); }

// Until kill_after, counted in `count`.
void RunByWrites(std::span<std::byte> memory, const std::function<void()>& operation) {
  stepped.memory = memory.data();
  stepped.bytes = (memory.size() + kPage - 1) / kPage * kPage;
  Handle(SIGSEGV, OnWrite);
  Handle(SIGTRAP, OnWritten);
  mprotect(stepped.memory, stepped.bytes, PROT_READ);
  operation();
}
void RunByInstructions(const std::function<void()>& operation) {
  Handle(SIGTRAP, OnStep);
  SetTrap();
  operation();
  ClearTrap();
}

// The status of the process that ran it.
template <typename F>
int StatusOf(F run) {
  const pid_t child = fork();
  if (child == 0) {
    run();
    _exit(0);
  }
  int status = 1;
  if (child < 0 || waitpid(child, &status, 0) != child) return 1;
  return status;
}

bool WasKilled(int status) { return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL; }

}  // namespace

bool CanStep() { return kHasTrap; }

Trace TraceOf(std::span<std::byte> memory, const std::function<void()>& operation, bool instructions) {
  Told& told = SharedTold();
  told = {};
  const std::vector<std::byte> before(memory.begin(), memory.end());
  stepped.count = stepped.kill_after = 0;
  const int wrote = StatusOf([&] {
    RunByWrites(memory, operation);
    told.writes = stepped.count;
  });
  std::memcpy(memory.data(), before.data(), before.size());
  const int ran = !instructions ? 0 : StatusOf([&] {
    RunByInstructions(operation);
    told.instructions = stepped.count;
  });
  return wrote == 0 && ran == 0 ? Trace{true, told.instructions, told.writes} : Trace{};
}

bool KillAfterWrites(uint64_t writes, std::span<std::byte> memory, const std::function<void()>& operation) {
  stepped.count = 0;
  stepped.kill_after = writes;
  return WasKilled(StatusOf([&] { RunByWrites(memory, operation); }));
}

bool KillAfterInstructions(uint64_t instructions, const std::function<void()>& operation) {
  stepped.count = 0;
  stepped.kill_after = instructions;
  return WasKilled(StatusOf([&] { RunByInstructions(operation); }));
}

}  // namespace errwatch::torture
