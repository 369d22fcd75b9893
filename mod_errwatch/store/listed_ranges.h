// Ranges of addresses that an administrator allowed or blocked while the server runs: a table in shared
// memory. A single client that is allowed is one of them, too; who is blocked is in the table of clients.
//
// A place belongs to the range whose print it holds. One more word says what holds for it and until when, and
// bears a part of the print: so a place may change hands, or a process die, between any two stores, and what
// does not bear the right print is void. Nothing has to be undone and nothing is ever made empty again.
// Two who enter the same range at the same moment may take two places; each is found, and both are ended.
// Who lost his place to another before his state was there takes one anew.
//
// Gates ask for each client. That is one load while nothing of a kind is listed; else a hash and a look at 32
// words for each length of prefix that was ever in use. Lock-free, bounded, async-signal-safe.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/ticks.h"
#include "model/client_address.h"
#include "store/block_word.h"
#include "store/client_key.h"
#include "store/counters.h"
#include "store/listed_layout.h"
#include "store/range_block.h"
#include "store/segment_layout.h"

namespace errwatch::store {

struct ListedRange {
  ListKind kind = ListKind::kBlocked;
  ClientAddress address;  // the first one
  uint8_t bits = 0;       // of its family: 1-32, or 1-127
  // kBlocked: in which ErrWatchScope. kAllowed: 0, for that holds in all.
  uint64_t scope = 0;
  uint8_t scope_index = 0;  // for display
};

// What pages see. Every field is in range, whatever stands in the memory.
struct ListedView {
  ListKind kind = ListKind::kBlocked;
  ClientAddress address;  // the first one
  uint8_t bits = 0;
  uint8_t scope = 0;
  Tick since;
  Tick until;
  uint32_t denials = 0;
  Tick last_denial;
  std::string reason;  // as found: escape it
};

// Whether the two have an address in common.
bool Overlap(const ClientAddress& a, uint8_t a_bits, const ClientAddress& b, uint8_t b_bits) noexcept;
// Whether all of the second is in the first.
bool Holds(const ClientAddress& outer, uint8_t outer_bits, const ClientAddress& inner,
           uint8_t inner_bits) noexcept;
// `bits` as incidents and rows have them: 0 where it is no more than one client.
inline uint8_t RangeBits(const ClientAddress& address, uint8_t bits, ClientPrefix prefix) {
  return bits < (address.is_ipv4() ? prefix.ipv4 : prefix.ipv6) ? bits : uint8_t{0};
}
// `address` with as many bits of its family as that.
ClientAddress FirstOf(const ClientAddress& address, uint8_t bits) noexcept;

class ListedRangesReader {
 public:
  ListedRangesReader(const ListedSet* sets, const ListedWatch* watch, const HashKey& key)
      : sets_(sets), watch_(watch), key_(key) {}

  // Whether the client is in an allowed range, in every scope.
  bool Allows(const ClientAddress& client, Tick now) const noexcept {
    return ListsAny(ListKind::kAllowed, now) && IsListedAllowed(client, now);
  }
  // The block that a range keeps the client out with, the one that lasts longest: by hand, without a reason.
  std::optional<BlockOfRange> FindBlock(const ClientKey& client, Tick now) const noexcept;

  // Up to when the range itself is listed; 0 where it is not.
  Tick UntilOf(const ListedRange& range, Tick now) const noexcept;

  // Passes each that has not ended to `visit`, a function of (ListedView).
  template <typename F>
  void ForEach(Tick now, F&& visit) const;

 protected:
  uint64_t PrintOf(const ListedRange& range) const noexcept;  // never 0
  uint64_t RowMark(uint64_t print, uint64_t high, uint64_t low) const noexcept;
  static uint32_t SetIndexOf(uint64_t print) noexcept { return print % kListedSets; }
  // Nothing where the place's words are not of its print, whoever wrote them.
  std::optional<ListedView> ViewOf(uint32_t set, uint32_t way) const;

 private:
  friend class ListedRanges;
  // relaxed: what is listed at this moment may be missed by one request
  bool ListsAny(ListKind kind, Tick now) const noexcept {
    return watch_[static_cast<std::size_t>(kind)].until.load(std::memory_order_relaxed) > now.value;
  }
  bool IsListedAllowed(const ClientAddress& client, Tick now) const noexcept;
  template <typename F>
  void ForEachFound(ListKind kind, const ClientAddress& client, uint64_t scope, Tick now,
                    F&& visit) const noexcept;
  const ListedSet* sets_;
  const ListedWatch* watch_;
  HashKey key_;
};

class ListedRanges : public ListedRangesReader {
 public:
  ListedRanges(ListedSet* sets, ListedWatch* watch, const HashKey& key, Counters counters)
      : ListedRangesReader(sets, watch, key), sets_(sets), watch_(watch), counters_(counters) {}

  // Instead of what held for the range until now. The reason is cut to what there is room for. False when its
  // part of the table is full, which is counted.
  bool Enter(const ListedRange& range, Tick until, std::string_view reason, Tick now,
             Ending ending = Ending::kTold) noexcept;

  // Ends those of which `wanted`, a function of (const ListedView&), is true; passes each to `report`, one
  // like it.
  template <typename W, typename F>
  void EndIf(W&& wanted, Tick now, F&& report);

  void CountDenial(const ClientKey& client, Tick now) noexcept;

  // Passes each that ran out, and was not reported yet, to `report`, a function of (const ListedView&).
  template <typename F>
  void SweepExpired(Tick now, F&& report);

 private:
  struct Place {
    uint32_t set = 0;
    int way = -1;
  };
  Place FindOrTake(uint64_t print, Tick now) noexcept;
  void WriteRow(const Place& place, const ListedRange& range, std::string_view reason, Tick now,
                uint64_t print) noexcept;
  bool Settle(const Place& place, uint64_t state, uint64_t print) noexcept;
  bool End(uint32_t set, uint32_t way, Tick now) noexcept;
  bool AnnounceEnd(uint32_t set, uint32_t way, Tick now) noexcept;

  ListedSet* sets_;
  ListedWatch* watch_;
  Counters counters_;
};

template <typename F>
void ListedRangesReader::ForEach(Tick now, F&& visit) const {
  for (uint32_t set = 0; set < kListedSets; ++set) {
    for (uint32_t way = 0; way < kListedWays; ++way) {
      std::optional<ListedView> view = ViewOf(set, way);
      if (view && view->until > now) visit(std::move(*view));
    }
  }
}

template <typename W, typename F>
void ListedRanges::EndIf(W&& wanted, Tick now, F&& report) {
  for (uint32_t set = 0; set < kListedSets; ++set) {
    for (uint32_t way = 0; way < kListedWays; ++way) {
      const std::optional<ListedView> view = ViewOf(set, way);
      if (view && view->until > now && wanted(*view) && End(set, way, now)) report(*view);
    }
  }
}

template <typename F>
void ListedRanges::SweepExpired(Tick now, F&& report) {
  for (uint32_t set = 0; set < kListedSets; ++set) {
    for (uint32_t way = 0; way < kListedWays; ++way) {
      // A look at the word first: most places have nothing to tell.
      if (!AnnounceEnd(set, way, now)) continue;
      if (const std::optional<ListedView> view = ViewOf(set, way)) report(*view);
    }
  }
}

}  // namespace errwatch::store
