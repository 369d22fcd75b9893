// Which events a line of ErrWatchEventLog asks for.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "model/category.h"
#include "model/incident_kind.h"
#include "model/level.h"

namespace errwatch {

// So many lines; each has a place in shared memory.
inline constexpr uint32_t kMaxEventLogs = 8;

// Names of events=, one list.
struct EventKindName {
  std::string_view name;
  EventKind kind;
};
inline constexpr std::array kEventKindNames = {
    EventKindName{"block", kEventBlock}, EventKindName{"incident", kEventIncident},
    EventKindName{"entry", kEventEntry}, EventKindName{"anomaly", kEventAnomaly}};
inline constexpr uint8_t kAllEvents = [] {
  unsigned all = 0;
  for (const EventKindName& named : kEventKindNames) all |= named.kind;
  return static_cast<uint8_t>(all);
}();

using CategoryBits = uint32_t;
static_assert(kCategoryCount < 32);
inline constexpr CategoryBits kAllCategories = (CategoryBits{1} << kCategoryCount) - 1;
constexpr CategoryBits BitOf(Category category) {
  return category == Category::kBenign ? 0 : CategoryBits{1} << static_cast<uint8_t>(category);
}

struct EventFilter {
  uint8_t events = kEventBlock | kEventIncident | kEventAnomaly;
  CategoryBits categories = kAllCategories;
  Level least = Level::kDebug;  // an event at least as grave
  bool operator==(const EventFilter&) const = default;
};

// `category` is that of the entry that was the last straw, `limit` the tag of the bucket that overflowed (0
// or kAnyTag: of no category). An event that belongs to no category passes: a block by hand, and its end.
bool Wants(const EventFilter& filter, IncidentKind kind, Category category, uint8_t limit);

}  // namespace errwatch
