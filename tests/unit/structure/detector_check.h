// Tables of values for a detector: in the form in which it gets them, and without allocation.
#pragma once

#include <cppunit/extensions/HelperMacros.h>

#include <string>
#include <string_view>
#include <vector>

#include "match/normalize.h"
#include "structure/value.h"
#include "unit/allocation_counter.h"

namespace errwatch {

struct DetectorCheck {
  bool (*has)(const Value& value) noexcept;
  MarkSet marks;

  bool Finds(std::string_view sent, TextKind kind = TextKind::kHeader) const {
    std::vector<char> out(sent.size() + 1);
    const std::string_view text = Normalize(sent, kind, out).text;
    const AllocationCounter allocations;
    const bool found = has({text, sent});
    const std::size_t count = allocations.count();
    CPPUNIT_ASSERT_EQUAL_MESSAGE(std::string(sent), std::size_t{0}, count);
    const bool marked = marks == kAnyValue || (marks & MarksIn(text)) != 0;
    CPPUNIT_ASSERT_MESSAGE("marks: " + std::string(sent), !found || marked);
    return found;
  }

  void FindsAll(const std::vector<std::string_view>& values, TextKind kind = TextKind::kHeader) const {
    for (const std::string_view value : values)
      CPPUNIT_ASSERT_MESSAGE("missed: " + std::string(value), Finds(value, kind));
  }

  void FindsNone(const std::vector<std::string_view>& values, TextKind kind = TextKind::kHeader) const {
    for (const std::string_view value : values)
      CPPUNIT_ASSERT_MESSAGE("flagged: " + std::string(value), !Finds(value, kind));
  }
};

}  // namespace errwatch
