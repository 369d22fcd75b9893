// The timeline of shared memory as pages show it.
#pragma once

#include "pages/snapshot.h"
#include "store/timeline.h"

namespace errwatch::store {

TimelineView ViewOf(const TimelineReader& timeline, TimeStep step, Tick now);

}  // namespace errwatch::store
