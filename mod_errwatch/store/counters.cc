#include "store/counters.h"

#include <sched.h>

namespace errwatch::store {
namespace {

constexpr std::array<CounterInfo, kCounterCount> kTable = {{
#define ERRWATCH_COUNTER_ROW(id, name, text) {name, text},
    ERRWATCH_COUNTERS(ERRWATCH_COUNTER_ROW)
#undef ERRWATCH_COUNTER_ROW
}};

// The processor, because threads on one processor never add at the same time. Answered from the thread's rseq
// area or the vdso: no system call, safe in a signal handler. An error (-1) gives a stripe as well.
std::size_t ThisStripe() { return static_cast<std::size_t>(sched_getcpu()) & (kStripes - 1); }

bool IsCountable(Category category) { return static_cast<uint8_t>(category) < kCategoryCount; }

// Of a category that can be counted.
std::size_t WordOf(Category category) { return kCounterCount + Info(category).number; }

uint64_t SumWord(const CounterStripe* stripes, std::size_t word) {
  uint64_t sum = 0;
  // relaxed: a count says nothing about other memory
  for (uint32_t i = 0; i < kStripes; ++i) sum += stripes[i].words[word].load(std::memory_order_relaxed);
  return sum;
}

}  // namespace

const CounterInfo& Info(Counter counter) {
  const auto index = static_cast<std::size_t>(counter);
  return kTable[index < kCounterCount ? index : 0];
}

void Counters::Add(Counter counter, uint64_t amount) noexcept {
  const auto index = static_cast<std::size_t>(counter);
  // relaxed: a count says nothing about other memory
  if (index < kCounterCount) stripes_[ThisStripe()].words[index].fetch_add(amount, std::memory_order_relaxed);
}

void Counters::AddCategory(Category category) noexcept {
  if (!IsCountable(category)) return;
  // relaxed: as above
  stripes_[ThisStripe()].words[WordOf(category)].fetch_add(1, std::memory_order_relaxed);
}

uint64_t CountersReader::Sum(Counter counter) const noexcept {
  const auto index = static_cast<std::size_t>(counter);
  return index < kCounterCount ? SumWord(stripes_, index) : 0;
}

uint64_t CountersReader::SumCategory(Category category) const noexcept {
  return IsCountable(category) ? SumWord(stripes_, WordOf(category)) : 0;
}

}  // namespace errwatch::store
