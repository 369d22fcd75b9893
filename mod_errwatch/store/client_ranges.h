// Ranges of addresses whose clients are blocked one after the other, and which are then blocked as a whole
// (model/client_range.h): a small table in shared memory. Whoever has a /48 would else fill the table of
// clients with 65,536 blocks.
//
// A row is of one range in one scope. Its block and its counts bear a part of the range's print, so that a
// row may change hands, or a process die, between any two stores: what does not bear the right print is void.
// Counts may be off by one where rows change hands at that moment; a block is opened by one caller.
// Lock-free, bounded, async-signal-safe.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

#include "base/ticks.h"
#include "model/client_range.h"
#include "store/block_word.h"
#include "store/client_key.h"
#include "store/counters.h"
#include "store/good_ranges.h"
#include "store/range_block.h"
#include "store/segment_layout.h"

namespace errwatch::store {

// What pages see. Every field is in range, whatever stands in the memory.
struct RangeView {
  ClientAddress address;  // the first one
  uint8_t bits = 0;
  uint8_t scope = 0;
  BlockWord block;     // its strikes are always 0
  uint32_t parts = 0;  // in which clients were blocked when it was
  uint32_t denials = 0;
  Tick last_denial;
};

class ClientRangesReader {
 public:
  ClientRangesReader(std::span<const RangeSet> sets, const RangeWatch* watch, const HashKey& key,
                     ClientPrefix prefix)
      : sets_(sets), watch_(watch), key_(key), prefix_(prefix) {}

  // The block of a range that the client is in; nothing once it has ended. One load while no range is
  // blocked.
  std::optional<BlockOfRange> FindBlock(const ClientKey& key, Tick now) const noexcept;

  // Passes each range that is blocked to `visit`, a function of (const RangeView&).
  template <typename F>
  void ForEachBlocked(Tick now, F&& visit) const;

  uint32_t sets() const { return static_cast<uint32_t>(sets_.size()); }

 protected:
  ClientRanges RangesOf(const ClientKey& key) const noexcept { return ClientRanges(key.address, prefix_); }
  uint64_t PrintOf(const ClientRange& range, uint64_t scope) const noexcept;  // never 0
  uint32_t SetIndexOf(uint64_t print) const noexcept {
    return static_cast<uint32_t>(print & (sets_.size() - 1));
  }
  static RangeView ViewOf(const RangeSet& set, uint32_t row) noexcept;
  static BlockWord BlockIn(const RangeSet& set, uint32_t row, uint64_t print) noexcept;

 private:
  std::span<const RangeSet> sets_;
  const RangeWatch* watch_;
  HashKey key_;
  ClientPrefix prefix_;
};

// A range that this call blocked.
struct RangeBlocked {
  ClientAddress address;
  uint8_t bits = 0;
  BlockWord block;
  uint32_t parts = 0;
  uint32_t least = 0;         // that it takes
  bool ended_before = false;  // it had been blocked before, and no sweep has announced the end of that
};

class ClientRangeTable : public ClientRangesReader {
 public:
  // How many blocks one range at a time can have: one a level.
  using Opened = std::array<RangeBlocked, kRangeLevels.size()>;

  ClientRangeTable(std::span<RangeSet> sets, RangeWatch* watch, const HashKey& key, ClientPrefix prefix,
                   GoodRanges good, Counters counters)
      : ClientRangesReader(sets, watch, key, prefix),
        sets_(sets),
        watch_(watch),
        good_(good),
        counters_(counters) {}

  // A client was blocked, on its own evidence and for all of its requests. Counts it for its ranges, and
  // blocks those that have had enough until `until`, unless somebody in them did well of late: how many go to
  // `opened`. Ranges near this server (model/unnamed_proxy.h) are never blocked.
  // Blocks that only detect are counted by themselves, and void as soon as there are others.
  std::size_t NoteBlocked(const ClientKey& key, uint8_t scope_index, const BlockWord& block, Tick until,
                          Tick now, Opened& opened) noexcept;

  // A client was seen, whatever it did. Writes only where blocks are counted in one of its ranges.
  void NoteSeen(const ClientKey& key, Tick now) noexcept;
  // ... and does well: none of its ranges is blocked for hours.
  void NoteGood(const ClientKey& key, Tick now) noexcept;

  void CountDenial(const ClientKey& key, Tick now) noexcept;

  // Ends the blocks of the ranges that the client is in; passes each to `report`, a function of
  // (const RangeView&). It is taken for one that does well: whoever lets it in knows it.
  template <typename F>
  void Unblock(const ClientKey& key, Tick now, F&& report) noexcept;
  // ... of those of which `wanted`, a function of (const RangeView&), is true, of every scope.
  template <typename W, typename F>
  void UnblockIf(W&& wanted, Tick now, F&& report) noexcept;

  // As ClientTable::SweepExpired.
  template <typename F>
  void SweepExpired(uint32_t first_set, uint32_t count, Tick now, F&& report) noexcept;

 private:
  struct Row {
    RangeSet* set = nullptr;
    uint32_t index = 0;
    uint64_t print = 0;
    RangeWords& words() const { return set->ranges[index]; }
    SharedWord& block() const { return set->blocks[index]; }
  };
  Row Find(uint64_t print) noexcept;
  Row FindOrTake(uint64_t print, uint8_t bits, Tick now) noexcept;
  void DropNarrower(const ClientRange& wide, uint64_t scope, Tick now) noexcept;
  bool Renew(const Row& row, const ClientRange& range, uint8_t scope_index, bool detection,
             Tick now) noexcept;
  bool Open(const Row& row, const BlockWord& block, bool* ended_before, Tick now) noexcept;
  bool EndBlock(uint32_t set, uint32_t row, Tick now) noexcept;
  bool AnnounceEnd(uint32_t set, uint32_t row, Tick now) noexcept;

  std::span<RangeSet> sets_;
  RangeWatch* watch_;
  GoodRanges good_;
  Counters counters_;
};

template <typename F>
void ClientRangesReader::ForEachBlocked(Tick now, F&& visit) const {
  for (const RangeSet& set : sets_) {
    for (uint32_t row = 0; row < kWays; ++row) {
      const RangeView view = ViewOf(set, row);
      if (view.block.Active(now)) visit(view);
    }
  }
}

template <typename W, typename F>
void ClientRangeTable::UnblockIf(W&& wanted, Tick now, F&& report) noexcept {
  for (uint32_t set = 0; set < sets(); ++set) {
    for (uint32_t row = 0; row < kWays; ++row) {
      const RangeView view = ViewOf(sets_[set], row);
      if (view.block.Active(now) && wanted(view) && EndBlock(set, row, now)) report(view);
    }
  }
}

template <typename F>
void ClientRangeTable::Unblock(const ClientKey& key, Tick now, F&& report) noexcept {
  const ClientRanges ranges = RangesOf(key);
  UnblockIf(
      [&](const RangeView& view) {
        return std::any_of(ranges.begin(), ranges.end(), [&](const ClientRange& range) {
          return range.level->bits == view.bits && range.address == view.address;
        });
      },
      now, report);
  NoteGood(key, now);
}

template <typename F>
void ClientRangeTable::SweepExpired(uint32_t first_set, uint32_t count, Tick now, F&& report) noexcept {
  for (uint32_t i = 0; i < std::min(count, sets()); ++i) {
    const uint32_t set = (first_set + i) & (sets() - 1);
    for (uint32_t row = 0; row < kWays; ++row) {
      if (AnnounceEnd(set, row, now)) report(ViewOf(sets_[set], row));
    }
  }
}

}  // namespace errwatch::store
