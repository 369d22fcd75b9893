// The end of a block, as an incident.
#pragma once

#include <cstdint>

#include "base/ticks.h"
#include "model/client_address.h"
#include "store/block_word.h"
#include "store/client_ranges.h"
#include "store/incident_ring.h"
#include "store/listed_ranges.h"
#include "store/story_record.h"

namespace errwatch::store {

// What is appended when a block runs out.
Incident EndOfBlock(const ClientAddress& client, uint8_t scope_index, const BlockWord& block,
                    Tick now) noexcept;
Incident EndOfBlock(const RangeView& range, Tick now) noexcept;

// ... or what was listed by hand (listed_ranges.h).
Incident EndOfListed(const ListedView& listed, ClientPrefix prefix, Tick now) noexcept;

// ... to the client's story.
StoryEvent StoryOfEnd(const BlockWord& block, Tick now) noexcept;

// What an administrator did, or a reason other than time let a client in.
StoryEvent StoryOfBlock(StoryKind kind, Tick until, Tick now) noexcept;

}  // namespace errwatch::store
