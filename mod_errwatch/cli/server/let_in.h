// Ends blocks, tells the server's log and events of each, and returns whose they were: in every scope.
#pragma once

#include <string_view>
#include <vector>

#include "cli/server/block_target.h"
#include "cli/server/handled_client.h"
#include "store/segment.h"

namespace errwatch::cli {

// A client and every range that it is in; or a range, and each that has an address of it. `why`: what is told
// beside it; empty: an administrator did.
std::vector<HandledClient> LetIn(store::Segment& segment, const BlockTarget& target, Tick now,
                                 std::string_view why = {});
std::vector<HandledClient> LetEverybodyIn(store::Segment& segment, Tick now);

// Every client and range that lies in the target: it is allowed now.
std::vector<HandledClient> LetInAllOf(store::Segment& segment, const BlockTarget& target, Tick now,
                                      std::string_view why = {});

}  // namespace errwatch::cli
