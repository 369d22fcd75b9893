// A list as a set.
#pragma once

#include <algorithm>

namespace errwatch {

// Sorted, each value once.
template <typename Values>
void SortUnique(Values& values) {
  // What was put together in order mostly is in order.
  if (!std::is_sorted(values.begin(), values.end())) std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

}  // namespace errwatch
