// What the operator should do something about, as the counters tell it.
#pragma once

#include "base/language.h"
#include "pages/snapshot.h"
#include "store/counters.h"
#include "store/crowd_rows.h"

namespace errwatch::store {

// REQUIRES: the snapshot's sizes of the table are there.
void AddWarnings(const CountersReader& counters, Language language, Snapshot& snapshot);

// What many clients do at once and goes on: attacks that they share, and faults that they meet.
void AddCrowds(const CrowdRowsReader& crowds, Language language, Snapshot& snapshot);

}  // namespace errwatch::store
