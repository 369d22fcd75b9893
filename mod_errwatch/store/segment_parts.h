// Where the parts of the shared memory begin: worked out once, when it is attached (segment_offsets.h).
#pragma once

#include <cstddef>

namespace errwatch::store {

// From the start of the region; every part begins on a cache line.
struct Offsets {
  std::size_t counters, rules, templates, peers, claims, near, good_ranges, timeline, message_templates,
      crowds, baselines, models, journal, share, incidents, stories, listed, ranges, sets, end;
};

}  // namespace errwatch::store
