// One word of shared memory that many processes change.
//
// In the mapping lie plain numbers: a SharedWord has no constructor and no destructor that does anything, so
// it is there as soon as its bytes are (an implicit-lifetime class, [basic.types.general]), and no object has
// to be made of it in memory that another process has filled. Every access goes through a std::atomic_ref,
// lock-free and therefore the same in every process and at every address that the file is mapped to. Each
// names its ordering.
#pragma once

#include <atomic>
#include <cstdint>
#include <type_traits>

namespace errwatch::store {

class SharedWord {
 public:
  uint64_t load(std::memory_order order) const noexcept {
    // There is no atomic_ref to a const number before C++26. Loading 8 bytes writes nothing, so that a
    // mapping for reading only will do.
    return std::atomic_ref<uint64_t>(const_cast<uint64_t&>(value_)).load(order);
  }
  void store(uint64_t value, std::memory_order order) noexcept { Ref().store(value, order); }
  uint64_t fetch_add(uint64_t amount, std::memory_order order) noexcept {
    return Ref().fetch_add(amount, order);
  }
  uint64_t fetch_or(uint64_t bits, std::memory_order order) noexcept { return Ref().fetch_or(bits, order); }
  bool compare_exchange_strong(uint64_t& expected, uint64_t wanted, std::memory_order success,
                               std::memory_order failure) noexcept {
    return Ref().compare_exchange_strong(expected, wanted, success, failure);
  }
  bool compare_exchange_weak(uint64_t& expected, uint64_t wanted, std::memory_order success,
                             std::memory_order failure) noexcept {
    return Ref().compare_exchange_weak(expected, wanted, success, failure);
  }

 private:
  std::atomic_ref<uint64_t> Ref() noexcept { return std::atomic_ref<uint64_t>(value_); }

  alignas(std::atomic_ref<uint64_t>::required_alignment) uint64_t value_;
};

static_assert(std::atomic_ref<uint64_t>::is_always_lock_free,
              "shared words must be lock-free in every process");
static_assert(sizeof(SharedWord) == 8);
static_assert(alignof(SharedWord) == 8);
static_assert(std::is_trivial_v<SharedWord> && std::is_standard_layout_v<SharedWord>,
              "must be there without being made");

// For a bound that says no more than whether it is worth looking: never back.
inline void RaiseTo(SharedWord& bound, uint64_t value) noexcept {
  // relaxed, all: what is looked at then has orderings of its own
  uint64_t seen = bound.load(std::memory_order_relaxed);
  for (int i = 0; i < 64 && seen < value; ++i) {
    if (bound.compare_exchange_weak(seen, value, std::memory_order_relaxed, std::memory_order_relaxed))
      return;
  }
}

}  // namespace errwatch::store
