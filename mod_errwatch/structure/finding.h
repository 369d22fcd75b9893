// What a detector of code says of a value.
#pragma once

#include <cstdint>

namespace errwatch {

enum class Finding : uint8_t {
  kNothing,
  kTyped,  // code that stands there as text of its own: what people write about it, paste and search for
  kRuns,   // it breaks out of where it was put, or hides
};

}  // namespace errwatch
