// What one entry did to its client's buckets.
#pragma once

#include <string>
#include <vector>

#include "cli/scan/explanation.h"
#include "cli/scan/rewind.h"

namespace errwatch::cli {

// Of the entry's own category, of what else it changed, and of `any`, as far as they have a limit.
// REQUIRES: the entry costs something and names a client.
std::vector<BucketState> BucketStates(const RulesInForce& rules, const Classification& what,
                                      const EntryInLog& entry);

// Why nothing was poured; empty = something was.
std::string WhyNotPoured(const RulesInForce& rules, const Classification& what, const EntryInLog& entry,
                         const std::vector<BucketState>& buckets);

}  // namespace errwatch::cli
