// Processes that share the memory are killed: after each instruction that writes to it, and many at a time at
// random moments. docs/endurance.md says how and what came of it.
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "torture/random_kills.h"
#include "torture/step_kills.h"

namespace {

using namespace errwatch::torture;

constexpr const char* kUsage =
    "errwatch_torture [--step-kills N] [--every N] [--only TEXT] [--verbose]\n"
    "                 [--random-kills N] [--seconds N] [--processes N] [--threads N] [--seed N]\n"
    "Of either as many kills as that; without both, those of the first, at most 200 of an operation. --every "
    "N:\n"
    "all of them, and after each N-th instruction, too. N: 1 to 1000000000, of processes and threads to "
    "64.\n";

// 0: it is none.
uint32_t NumberIn(std::string_view text, uint32_t most) {
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number <= most ? number : 0;
}

int Run(int argc, char** argv) {
  StepPlan step;
  RandomPlan random;
  bool steps = false, randomly = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--verbose") {
      step.verbose = steps = true;
      continue;
    }
    const std::string_view value = i + 1 < argc ? argv[++i] : "";
    const uint32_t number =
        NumberIn(value, name == "--processes" || name == "--threads" ? 64 : 1'000'000'000);
    if (name == "--only" && !value.empty()) {
      step.only = value;
      steps = true;
    } else if (number == 0) {
      std::fputs(kUsage, stderr);
      return 2;
    } else if (name == "--step-kills") {
      step.kills = number;
      steps = true;
    } else if (name == "--every") {
      step.every = number;
      steps = true;
    } else if (name == "--random-kills") {
      random.kills = number;
      randomly = true;
    } else if (name == "--seconds") {
      random.seconds = number;
      randomly = true;
    } else if (name == "--processes") {
      random.processes = number;
    } else if (name == "--threads") {
      random.threads = number;
    } else if (name == "--seed") {
      step.seed = random.seed = number;
    } else {
      std::fputs(kUsage, stderr);
      return 2;
    }
  }
  steps = steps || !randomly;
  const bool stepped_well = !steps || KillAtEachStep(step);
  return (!randomly || KillAtRandom(random)) && stepped_well ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  return Run(argc, argv);
}
