// What an entry tells by itself about the circumstances under which it came (model/judgement.h).
#pragma once

#include "model/entry.h"
#include "model/judgement.h"
#include "rules/classifier.h"

namespace errwatch::store {

// What the entry alone tells, and what was found in it; the record, what was seen before and what is known of
// a crawler are the tables'.
Circumstances CircumstancesOf(const Entry& entry, const Classification& what) noexcept;

}  // namespace errwatch::store
