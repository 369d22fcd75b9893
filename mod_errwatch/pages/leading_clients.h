// Which clients a page shows.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <vector>

#include "store/client_table.h"

namespace errwatch::store {

// What decides a client's place on the page; the greater rank comes first. When a block began is not stored,
// so of blocked clients those come first that were seen last: they are still at it.
struct Rank {
  int block = 0;  // 2 denied, 1 would be denied or has a block that denies nobody, 0 neither
  double share = 0;
  uint64_t seen = 0;
  auto operator<=>(const Rank&) const = default;
};

// The `most` clients of highest rank, kept in a heap whose top is the lowest of them:
// memory does not grow with the table.
class Leaders {
 public:
  explicit Leaders(std::size_t most) : most_(most) {}

  void Offer(const Rank& rank, const ClientView& client) {
    if (heap_.size() == most_) {
      if (most_ == 0 || !(rank > heap_.front().rank)) return;
      std::pop_heap(heap_.begin(), heap_.end(), Higher);
      heap_.pop_back();
    }
    heap_.push_back({rank, client});
    std::push_heap(heap_.begin(), heap_.end(), Higher);
  }

  template <typename F>
  void ForEachHighestFirst(F&& visit) {
    std::sort_heap(heap_.begin(), heap_.end(), Higher);
    for (const Candidate& candidate : heap_) visit(candidate.client);
  }

 private:
  struct Candidate {
    Rank rank;
    ClientView client;
  };
  static bool Higher(const Candidate& a, const Candidate& b) { return a.rank > b.rank; }

  std::size_t most_;
  std::vector<Candidate> heap_;
};

}  // namespace errwatch::store
