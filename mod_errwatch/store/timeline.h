// How much happened when: counts for each minute of the last two hours and for each hour of the last week.
//
// A cell is one word: the number of its minute or hour since the epoch of base/ticks.h, and the count. A cell
// whose number is another's counts nothing, so no second step is needed when time goes on: who is the first
// to count in a new minute replaces the word. Whoever dies before that has not counted.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/ticks.h"
#include "model/category.h"
#include "store/counters.h"
#include "store/segment_layout.h"

namespace errwatch::store {

// Counters that have a timeline, beside the categories.
inline constexpr std::array kTimedCounters = {Counter::kDenials, Counter::kWouldDeny, Counter::kBlocks,
                                              Counter::kDetections, Counter::kRangeBlocks};

enum class TimeStep : uint8_t { kMinute, kHour };

struct TimeStepInfo {
  uint64_t ticks;
  std::size_t cells;  // of the present one, too
};
constexpr TimeStepInfo Info(TimeStep step) {
  return step == TimeStep::kMinute ? TimeStepInfo{60 * 100, 120} : TimeStepInfo{3600 * 100, 7 * 24};
}

struct alignas(64) TimelineColumn {
  std::array<SharedWord, Info(TimeStep::kMinute).cells> minutes;
  std::array<SharedWord, Info(TimeStep::kHour).cells> hours;
};

struct TimelineWords {
  std::array<TimelineColumn, kTimedCounters.size()> counters;
  std::array<TimelineColumn, kNumberedPlaces> categories;  // by number
};
static_assert(kIsPlain<TimelineWords>);

class TimelineReader {
 public:
  explicit TimelineReader(const TimelineWords* words) : words_(words) {}

  // Oldest first; the last one is that of `now`, but in the first week of the epoch. What is not counted has
  // none.
  std::vector<uint64_t> CountsOf(Counter counter, TimeStep step, Tick now) const;
  std::vector<uint64_t> CountsOf(Category category, TimeStep step, Tick now) const;
  // When the oldest one begins.
  static Tick BeginOf(TimeStep step, Tick now);

 private:
  const TimelineWords* words_;
};

// Any thread, any process, async-signal-safe.
class Timeline : public TimelineReader {
 public:
  explicit Timeline(TimelineWords* words) : TimelineReader(words), words_(words) {}

  void Note(Counter counter, Tick now) noexcept;    // one of kTimedCounters; others are not counted
  void Note(Category category, Tick now) noexcept;  // benign excepted

 private:
  TimelineWords* words_;
};

}  // namespace errwatch::store
