#include "pages/timeline_view.h"

namespace errwatch::store {

TimelineView ViewOf(const TimelineReader& timeline, TimeStep step, Tick now) {
  TimelineView view;
  view.begin = TimelineReader::BeginOf(step, now);
  view.step = DurationOf(Info(step).ticks);
  for (uint8_t i = 0; i < kCategoryCount; ++i) {
    const auto category = static_cast<Category>(i);
    view.categories.push_back({std::string(CategoryName(category)), timeline.CountsOf(category, step, now)});
  }
  for (const Counter counter : kTimedCounters)
    view.counters.push_back({std::string(Info(counter).name), timeline.CountsOf(counter, step, now)});
  return view;
}

}  // namespace errwatch::store
