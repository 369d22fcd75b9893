// Ranges of addresses as rows: those that their clients earned, and those that an administrator listed.
#pragma once

#include "pages/snapshot.h"
#include "store/segment.h"

namespace errwatch::store {

// What a gate goes by.
BlockWord BlockOf(const ListedView& listed);

ClientRow RowOf(const SegmentReader& segment, const RangeView& range, Tick now);
// REQUIRES: it is blocked.
ClientRow RowOf(const SegmentReader& segment, const ListedView& listed, Tick now);
// REQUIRES: it is allowed.
AllowedRow AllowedRowOf(const SegmentReader& segment, const ListedView& listed);

}  // namespace errwatch::store
