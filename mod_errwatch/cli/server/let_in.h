// Ends blocks, tells the server's log and events of each, and returns whose they were: in every scope.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "cli/server/block_target.h"
#include "cli/server/handled_client.h"
#include "store/segment.h"

namespace errwatch::cli {

// A client and every range that it is in; or a range, and each that has an address of it. Whoever is let in
// begins anew in every scope. By an administrator: it looks at the whole table, which has clients of scopes
// that are no more.
std::vector<HandledClient> LetIn(store::Segment& segment, const BlockTarget& target, Tick now);
// ... because another host did so, at the cost of a look for each scope. `why`: what is told beside it. Those
// of whom `stays` is true are left as they are.
using StaysBlocked = std::function<bool(const ClientAddress&, uint8_t range_bits, uint8_t scope)>;
std::vector<HandledClient> LetInAsElsewhere(store::Segment& segment, const BlockTarget& target, Tick now,
                                            std::string_view why, const StaysBlocked& stays);
std::vector<HandledClient> LetEverybodyIn(store::Segment& segment, Tick now);
std::vector<HandledClient> LetEverybodyInAsElsewhere(store::Segment& segment, Tick now, std::string_view why,
                                                     const StaysBlocked& stays);

// Every client and range that lies in the target: it is allowed now.
std::vector<HandledClient> LetInAllOf(store::Segment& segment, const BlockTarget& target, Tick now);
std::vector<HandledClient> LetInAllOfAsElsewhere(store::Segment& segment, const BlockTarget& target, Tick now,
                                                 std::string_view why, const StaysBlocked& stays);

}  // namespace errwatch::cli
