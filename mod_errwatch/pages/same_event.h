// Which of the events of one source, the incident ring or the event log, are in a story already.
//
// An event is known by its kind, its time, its client and its number in the ring of its server, where both
// know that. A record of the story has no number, and numbers of two servers that write one log may be the
// same: then what both say of the request and of the block has to agree. Texts agree where one may be what
// was left of the other when it was cut.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "pages/client_story.h"

namespace errwatch {

inline constexpr std::size_t kToldByNone = std::numeric_limits<std::size_t>::max();

// For each event the index of the row that tells of it, each of another row, or kToldByNone. REQUIRES: `rows`
// are sorted by time.
std::vector<std::size_t> WhatTells(const std::vector<StoryRow>& rows, const std::vector<StoryRow>& events);

// Whether the entry is of the client and the request of which the block tells.
bool IsItsRequest(const StoryRow& block, const StoryRow& entry);

}  // namespace errwatch
