// Tells what CrowdRows has found out, as incidents: by the watchdog, once a second, and by replays.
#pragma once

#include <cstddef>

#include "base/ticks.h"
#include "store/segment.h"

namespace errwatch::store {

// Judges all targets and appends an incident for each crowd that has begun or is over. How many.
std::size_t TellCrowds(Segment& segment, Tick now);

}  // namespace errwatch::store
