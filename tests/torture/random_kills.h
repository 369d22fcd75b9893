// Processes that do everything at once, and are killed at random.
#pragma once

#include <cstdint>

namespace errwatch::torture {

struct RandomPlan {
  uint32_t seconds = 0;
  uint64_t kills = 0;  // goes on until there were so many, too
  uint32_t processes = 8;
  uint32_t threads = 2;  // of each
  uint32_t seed = 1;
};

// Half of the processes are killed, one after the other, and replaced; the others go on to the end. Prints
// what was found; true where nothing was wrong.
bool KillAtRandom(const RandomPlan& plan);

}  // namespace errwatch::torture
