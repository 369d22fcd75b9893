// What the operator should do something about, as the counters tell it.
#pragma once

#include "base/language.h"
#include "pages/snapshot.h"
#include "store/counters.h"

namespace errwatch::store {

// REQUIRES: the snapshot's sizes of the table are there.
void AddWarnings(const CountersReader& counters, Language language, Snapshot& snapshot);

// A warning for each of the snapshot's crowds: attacks that many share, and faults that many meet.
void AddCrowds(Language language, Snapshot& snapshot);

}  // namespace errwatch::store
