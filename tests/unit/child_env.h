// The same test body run by threads of one process, or by processes that share memory.
#pragma once

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <random>
#include <thread>
#include <vector>

namespace errwatch {

inline uint32_t Below(std::mt19937& random, uint32_t bound) {
  return static_cast<uint32_t>(random()) % bound;
}

// A thread sanitizer does not see accesses of other processes,
// and its run time does not survive a fork everywhere.
#if defined(__SANITIZE_THREAD__)
inline constexpr bool kForksAreTested = false;
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
inline constexpr bool kForksAreTested = false;
#else
inline constexpr bool kForksAreTested = true;
#endif
#else
inline constexpr bool kForksAreTested = true;
#endif

// Runs body(0) ... body(workers - 1) at the same time; true when each returned true.
struct ThreadEnv {
  template <typename F>
  static bool Run(int workers, F body) {
    std::atomic<int> good = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < workers; ++i) threads.emplace_back([&, i] { good += body(i) ? 1 : 0; });
    for (std::thread& thread : threads) thread.join();
    return good == workers;
  }
};

struct ForkEnv {
  template <typename F>
  static pid_t Start(F body) {
    const pid_t child = fork();
    if (child == 0) _exit(body() ? 0 : 1);
    return child;
  }

  static bool EndedWell(pid_t child) {
    int status = 1;
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }

  template <typename F>
  static bool Run(int workers, F body) {
    if (!kForksAreTested) return ThreadEnv::Run(workers, body);
    std::vector<pid_t> children;
    for (int i = 0; i < workers; ++i) children.push_back(Start([&] { return body(i); }));
    bool good = true;
    for (const pid_t child : children) good = EndedWell(child) && good;
    return good;
  }

  // Two processes at a time run body(seed), which never returns; each is killed at a random instant and
  // replaced. False when one ended in another way than by the kill.
  template <typename F>
  static bool KillAtRandom(int kills, F body) {
    std::mt19937 random(static_cast<unsigned>(kills));
    pid_t children[2] = {};
    bool good = true;
    for (int i = 0; i < kills + 2; ++i) {
      pid_t& child = children[i % 2];
      if (child > 0) {
        usleep(Below(random, 4000));
        int status = 0;
        kill(child, SIGKILL);
        good =
            waitpid(child, &status, 0) == child && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL && good;
        child = 0;
      }
      if (i < kills) child = Start([&]() -> bool { return body(i), false; });
    }
    return good;
  }
};

}  // namespace errwatch
