// Small tables in shared memory whose rows are found by a hash ("print"), in one of a few places from the one
// that it names. A row is never emptied: one that is free, or that its table calls stale, is taken over.
// Lock-free, bounded, async-signal-safe.
#pragma once

#include <cstdint>

#include "store/shared_word.h"

namespace errwatch::store {

// A place in the table; row is null where there is none.
template <typename Row>
struct Place {
  Row* row = nullptr;
  uint32_t number = 0;
  bool taken_over = false;  // by this call: whatever else stands in the row is of its former owner
};

// Row has `SharedWord print`; 0 = free. `print` is never 0. All loads and swaps of it are relaxed: what else
// stands in a row says whose it is, or may be off by a little where rows change hands.
template <uint32_t kRows, uint32_t kProbes>
struct ProbedRows {
  template <typename Row>
  static Place<Row> Find(Row* rows, uint64_t print) noexcept {
    for (uint32_t i = 0; i < kProbes; ++i) {
      const uint32_t number = NumberOf(print, i);
      if (rows[number].print.load(std::memory_order_relaxed) == print) return {&rows[number], number, false};
    }
    return {};
  }

  // IsStale: bool(const Row&). Without a row when all that may be asked are somebody's.
  template <typename Row, typename IsStale>
  static Place<Row> FindOrTake(Row* rows, uint64_t print, IsStale is_stale) noexcept {
    if (const Place<Row> found = Find(rows, print); found.row != nullptr) return found;
    for (uint32_t i = 0; i < kProbes; ++i) {
      const uint32_t number = NumberOf(print, i);
      Row& row = rows[number];
      uint64_t owner = row.print.load(std::memory_order_relaxed);
      if (owner == print) return {&row, number, false};  // taken by another since it was looked for
      if (owner != 0 && !is_stale(row)) continue;
      if (row.print.compare_exchange_strong(owner, print, std::memory_order_relaxed,
                                            std::memory_order_relaxed))
        return {&row, number, true};
      if (owner == print) return {&row, number, false};
    }
    return {};
  }

 private:
  static uint32_t NumberOf(uint64_t print, uint32_t probe) {
    return static_cast<uint32_t>((print + probe) % kRows);
  }
};

}  // namespace errwatch::store
