// Shared memory -> a Snapshot of one client alone: its rows in every scope, the ranges that it is in and that
// are blocked, and the incidents of all of them.
#pragma once

#include "pages/take_snapshot.h"

namespace errwatch::store {

// As TakeSnapshot, without counters, rules and timelines. No row: nothing is known of it.
Snapshot TakeClientSnapshot(const SegmentReader& segment, const ClientAddress& client, const Limits& limits,
                            const SnapshotOptions& options, Tick now);

}  // namespace errwatch::store
