// What can be seen of the shared memory, as numbers with names: what is compared before and after a process
// was killed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/ticks.h"

namespace errwatch::torture {

// What is not there is 0.
using Observed = std::map<std::string, uint64_t>;

// By all readers that there are, of a copy of the memory, so that what only changes it can tell is asked, too
// (what is left to be taken, by takers who have waited for the dead). Aborts where something is out of range.
Observed Observe(std::span<const std::byte> memory, Tick now);

// Between which numbers each must lie.
using Bounds = std::map<std::string, std::pair<uint64_t, uint64_t>>;

// What lies between two moments. Of counts as many may be missing as one operation adds: with `before`, from
// before the first of two, as many as the first did. A count is no state: who is blocked, allowed or known is
// one, and is there or not.
Bounds BoundsOf(const Observed& first, const Observed& second, const Observed* before);

// The first number that is out of bounds: its name and what was found; empty where none is. `but`: parts of
// names that are passed over, with | between two.
std::string OutsideOf(const Observed& found, const Bounds& bounds, std::string_view but);

}  // namespace errwatch::torture
