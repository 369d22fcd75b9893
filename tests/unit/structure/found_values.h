// What a detector says of many values.
#pragma once

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <string_view>

#include "structure/value.h"
#include "unit/allocation_counter.h"
#include "unit/structure/clean_values.h"

namespace errwatch {

// All that it says wrongly, in one message. None may allocate.
template <typename Values>
void CheckValues(bool (*has)(const Value&) noexcept, const Values& values, bool expected) {
  std::string wrong;
  std::size_t allocations = 0;
  for (const std::string_view text : values) {
    const AllocationCounter counter;
    const bool found = has({text, text});
    allocations += counter.count();
    if (found != expected) wrong.append("\n  ").append(text);
  }
  CPPUNIT_ASSERT_MESSAGE((expected ? "missed:" : "flagged:") + wrong, wrong.empty());
  CPPUNIT_ASSERT_EQUAL(std::size_t{0}, allocations);
}

inline void CheckCleanValues(bool (*has)(const Value&) noexcept) { CheckValues(has, kCleanValues, false); }

}  // namespace errwatch
