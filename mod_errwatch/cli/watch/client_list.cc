#include "cli/watch/client_list.h"

#include <algorithm>
#include <functional>
#include <numeric>

#include "base/ascii.h"
#include "cli/server/status.h"

namespace errwatch::cli {
namespace {

bool Contains(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return ToLower(a) == ToLower(b); }) != text.end();
}

bool Matches(const Snapshot& snapshot, const ClientRow& row, std::string_view filter) {
  if (filter.empty()) return true;
  const std::string rule = row.last_rule == 0 ? "" : std::to_string(row.last_rule);
  for (const std::string_view text : {std::string_view(rule), RuleNameOf(snapshot, row.last_rule),
                                      std::string_view(row.scope), std::string_view(row.reason)}) {
    if (Contains(text, filter)) return true;
  }
  return Contains(row.address.ToString(), filter) || Contains(StateOf(row), filter);
}

// Whether one stands before another; equal ones stay in the snapshot's order.
bool Before(const ClientRow& a, const ClientRow& b, SortBy by) {
  switch (by) {
    case SortBy::kScore:
      return ShareOf(FullestBucket(a)) > ShareOf(FullestBucket(b));
    case SortBy::kDenials:
      return a.denials > b.denials;
    case SortBy::kEntries:
      return a.entries > b.entries;
    case SortBy::kLastSeen:
      return a.last_seen > b.last_seen;
    case SortBy::kAddress:
      return a.address.address < b.address.address;
    case SortBy::kRank:
      break;
  }
  return false;
}

}  // namespace

const ScoreView* FullestBucket(const ClientRow& row) {
  const auto found =
      std::ranges::find_if(row.scores, [](const ScoreView& score) { return score.capacity != 0; });
  return found == row.scores.end() ? nullptr : &*found;  // the fullest stands first
}

double ShareOf(const ScoreView* score) { return score == nullptr ? 0 : score->score / score->capacity; }

std::string_view RuleNameOf(const Snapshot& snapshot, uint32_t rule) {
  const auto found = std::ranges::find(snapshot.rules, rule, &RuleHitsRow::id);
  return found == snapshot.rules.end() ? std::string_view() : std::string_view(found->name);
}

std::vector<std::size_t> Listed(const Snapshot& snapshot, const ListOrder& order) {
  std::vector<std::size_t> list(snapshot.clients.size());
  std::iota(list.begin(), list.end(), std::size_t{0});
  std::erase_if(list, [&](std::size_t i) { return !Matches(snapshot, snapshot.clients[i], order.filter); });
  std::ranges::stable_sort(list, [&](std::size_t a, std::size_t b) {
    return Before(snapshot.clients[a], snapshot.clients[b], order.by);
  });
  if (order.reversed) std::ranges::reverse(list);
  return list;
}

}  // namespace errwatch::cli
