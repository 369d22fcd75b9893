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
  const auto index = static_cast<std::size_t>(category);
  // relaxed: as above
  if (index < kCategoryCount)
    stripes_[ThisStripe()].words[kCounterCount + index].fetch_add(1, std::memory_order_relaxed);
}

uint64_t Counters::Sum(Counter counter) const noexcept {
  const auto index = static_cast<std::size_t>(counter);
  return index < kCounterCount ? SumWord(stripes_, index) : 0;
}

uint64_t Counters::SumCategory(Category category) const noexcept {
  const auto index = static_cast<std::size_t>(category);
  return index < kCategoryCount ? SumWord(stripes_, kCounterCount + index) : 0;
}

}  // namespace errwatch::store
