// A list as a set.
#pragma once

#include <algorithm>

namespace errwatch {

// Sorted, each value once.
template <typename Values>
void SortUnique(Values& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace errwatch
