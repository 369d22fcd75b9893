// Shared memory -> a Snapshot of one client alone: its rows in every scope, the ranges that it is in and that
// are blocked, the incidents of all of them, and its stories (take_story.h). Looks the client up: it takes no
// walk over the table.
#pragma once

#include "pages/take_snapshot.h"

namespace errwatch::store {

// As TakeSnapshot, without counters, rules and timelines. No row: nothing is known of it, or nothing that is
// to be listed.
Snapshot TakeClientSnapshot(const SegmentReader& segment, const ClientAddress& client, const Limits& limits,
                            const SnapshotOptions& options, Tick now);

}  // namespace errwatch::store
