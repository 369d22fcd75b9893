// Each operation, killed at each instruction.
#pragma once

#include <cstdint>
#include <string>

namespace errwatch::torture {

struct StepPlan {
  std::string only;    // operations whose names have this
  uint64_t every = 0;  // beside those that change the memory, each so-manieth instruction; 0 = none
  uint64_t kills = 0;  // so many in all, chosen by `seed`; 0 = all
  uint32_t seed = 1;
  bool verbose = false;
};

// Prints what was found; true where nothing was wrong.
bool KillAtEachStep(const StepPlan& plan);

}  // namespace errwatch::torture
