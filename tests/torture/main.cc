// Processes that share the memory are killed: after each instruction that writes to it, and many at a time at
// random moments. docs/endurance.md says how and what came of it.
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
    "all of them, and after each N-th instruction, too.\n";

int Run(int argc, char** argv) {
  StepPlan step;
  RandomPlan random;
  bool steps = argc == 1, randomly = false;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    const auto number = [&] { return i + 1 < argc ? std::strtoull(argv[++i], nullptr, 10) : 0; };
    const auto small = [&] { return static_cast<uint32_t>(number()); };
    if (name == "--step-kills") {
      step.kills = number();
      steps = true;
    } else if (name == "--every") {
      step.every = number();
      steps = true;
    } else if (name == "--only" && i + 1 < argc) {
      step.only = argv[++i];
      steps = true;
    } else if (name == "--verbose") {
      step.verbose = steps = true;
    } else if (name == "--random-kills") {
      random.kills = number();
      randomly = true;
    } else if (name == "--seconds") {
      random.seconds = small();
      randomly = true;
    } else if (name == "--processes") {
      random.processes = small();
    } else if (name == "--threads") {
      random.threads = small();
    } else if (name == "--seed") {
      step.seed = random.seed = small();
    } else {
      std::fputs(kUsage, stderr);
      return 2;
    }
  }
  const bool stepped_well = !steps || KillAtEachStep(step);
  return (!randomly || KillAtRandom(random)) && stepped_well ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  return Run(argc, argv);
}
