// Which clients a list shows, and in what order.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "pages/snapshot.h"

namespace errwatch::cli {

// kRank is the snapshot's own: ranges, blocked ones, then the others by score.
enum class SortBy : unsigned char { kRank, kScore, kDenials, kEntries, kLastSeen, kAddress };
inline constexpr std::array<std::string_view, 6> kSortNames = {"state",   "score",     "denials",
                                                               "entries", "last seen", "address"};

struct ListOrder {
  SortBy by = SortBy::kRank;
  bool reversed = false;
  std::string filter;  // what a row has to contain: address, scope, state, reason, rule; in any case
};

// Of its fullest bucket, 0-1; more where it has overflowed. Null where it has none with a limit.
const ScoreView* FullestBucket(const ClientRow& row);
double ShareOf(const ScoreView* score);
// What the last rule of a client sees; empty where that is not known.
std::string_view RuleNameOf(const Snapshot& snapshot, uint32_t rule);

// Indices into snapshot.clients.
std::vector<std::size_t> Listed(const Snapshot& snapshot, const ListOrder& order);

}  // namespace errwatch::cli
