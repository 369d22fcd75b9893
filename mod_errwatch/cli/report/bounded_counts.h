// How often each of many things occurred; clients choose how many there are, so only so many are told apart.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace errwatch::cli {

template <typename Key>
class BoundedCounts {
 public:
  explicit BoundedCounts(std::size_t most) : most_(most) {}

  // `Like` is what a Key can be made of and compared with.
  template <typename Like>
  void Add(const Like& key, uint64_t count = 1) {
    const auto found = counts_.find(key);
    if (found != counts_.end()) {
      found->second += count;
    } else if (counts_.size() < most_) {
      counts_.emplace(Key(key), count);
    } else {
      others_ += count;
    }
  }
  void Add(const BoundedCounts& other) {
    for (const auto& [key, count] : other.counts_) Add(key, count);
    others_ += other.others_;
  }

  // Most first; equal ones in their order.
  std::vector<std::pair<Key, uint64_t>> Sorted() const {
    std::vector<std::pair<Key, uint64_t>> rows(counts_.begin(), counts_.end());
    std::stable_sort(rows.begin(), rows.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    return rows;
  }
  const std::map<Key, uint64_t, std::less<>>& counts() const { return counts_; }
  uint64_t others() const { return others_; }  // of what is not told apart
  bool empty() const { return counts_.empty(); }

 private:
  std::size_t most_;
  std::map<Key, uint64_t, std::less<>> counts_;
  uint64_t others_ = 0;
};

}  // namespace errwatch::cli
