// How much happened when, for a chart: columns of equal width that grow wider as the period grows longer.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <vector>

#include "model/category.h"

namespace errwatch::cli {

class TimeBuckets {
 public:
  // In any order. A time that is not known is not counted, nor is what is evidence of nothing.
  void Add(int64_t time_us, Category category, bool after_block);

  struct Columns {
    int64_t first_us = 0;
    int64_t width_us = 0;
    std::vector<uint64_t> all, after_block;                         // of the same size
    std::array<std::vector<uint64_t>, kCategoryCount> of_category;  // so are these
  };
  // At most `most` columns, from the first in which something happened to the last; none of nothing.
  // REQUIRES: most != 0
  Columns Take(std::size_t most) const;

 private:
  struct Sums {
    uint64_t all = 0, after_block = 0;
    std::array<uint64_t, kCategoryCount> of_category{};
  };
  void Widen();

  std::map<int64_t, Sums> sums_;  // by time / width
  std::size_t width_ = 0;         // index into the widths that people count in
};

}  // namespace errwatch::cli
