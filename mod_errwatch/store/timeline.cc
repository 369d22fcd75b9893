#include "store/timeline.h"

#include <span>

namespace errwatch::store {
namespace {

// A cell: number of its minute or hour | count. 36 bits of an hour are 19 million a second.
constexpr int kCellBits = 36;
// Less than they hold by as many as may count in one cell at the same moment, so that none carries over.
constexpr uint64_t kMostInCell = (uint64_t{1} << kCellBits) - (uint64_t{1} << 20);
constexpr uint64_t kCountMask = (uint64_t{1} << kCellBits) - 1;
constexpr int kTries = 8;

constexpr uint64_t NumberOf(TimeStep step, Tick now) { return (now.value & kMaxTick) / Info(step).ticks; }
static_assert(NumberOf(TimeStep::kMinute, Tick{kMaxTick}) < uint64_t{1} << (64 - kCellBits));

void CountIn(SharedWord& cell, uint64_t number) noexcept {
  // relaxed, all: the word says nothing about other memory
  uint64_t found = cell.load(std::memory_order_relaxed);
  for (int i = 0; i < kTries; ++i) {
    if (found >> kCellBits == number) {
      // Where the cell has become another's meanwhile, that one has one too much: it takes a process that
      // slept for two hours between these lines.
      if ((found & kCountMask) < kMostInCell) cell.fetch_add(1, std::memory_order_relaxed);
      return;
    }
    // Older, or newer: then the clock was set back, and what it said before is not true.
    const uint64_t wanted = number << kCellBits | 1;
    if (cell.compare_exchange_weak(found, wanted, std::memory_order_relaxed, std::memory_order_relaxed))
      return;
  }
}

void CountIn(TimelineColumn& column, Tick now) noexcept {
  const uint64_t minute = NumberOf(TimeStep::kMinute, now);
  const uint64_t hour = NumberOf(TimeStep::kHour, now);
  CountIn(column.minutes[minute % column.minutes.size()], minute);
  CountIn(column.hours[hour % column.hours.size()], hour);
}

uint64_t FirstNumber(TimeStep step, Tick now) {
  const uint64_t last = NumberOf(step, now);
  return last + 1 < Info(step).cells ? 0 : last + 1 - Info(step).cells;
}

std::vector<uint64_t> CountsIn(const TimelineColumn& column, TimeStep step, Tick now) {
  const std::span<const SharedWord> cells =
      step == TimeStep::kMinute ? std::span<const SharedWord>(column.minutes) : std::span(column.hours);
  std::vector<uint64_t> counts(cells.size());
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const uint64_t number = FirstNumber(step, now) + i;
    // relaxed: it says nothing about other memory
    const uint64_t word = cells[number % cells.size()].load(std::memory_order_relaxed);
    if (word >> kCellBits == number) counts[i] = word & kCountMask;
  }
  return counts;
}

std::size_t ColumnOf(Counter counter) {
  return static_cast<std::size_t>(std::ranges::find(kTimedCounters, counter) - kTimedCounters.begin());
}
bool IsCounted(Category category) { return static_cast<uint8_t>(category) < kCategoryCount; }

}  // namespace

Tick TimelineReader::BeginOf(TimeStep step, Tick now) { return {FirstNumber(step, now) * Info(step).ticks}; }

std::vector<uint64_t> TimelineReader::CountsOf(Counter counter, TimeStep step, Tick now) const {
  const std::size_t column = ColumnOf(counter);
  if (column >= words_->counters.size()) return {};
  return CountsIn(words_->counters[column], step, now);
}

std::vector<uint64_t> TimelineReader::CountsOf(Category category, TimeStep step, Tick now) const {
  if (!IsCounted(category)) return {};
  return CountsIn(words_->categories[errwatch::Info(category).number], step, now);
}

void Timeline::Note(Counter counter, Tick now) noexcept {
  const std::size_t column = ColumnOf(counter);
  if (column < words_->counters.size()) CountIn(words_->counters[column], now);
}

void Timeline::Note(Category category, Tick now) noexcept {
  if (IsCounted(category)) CountIn(words_->categories[errwatch::Info(category).number], now);
}

}  // namespace errwatch::store
