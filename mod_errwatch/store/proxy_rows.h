// What the two tables of addresses that may be proxies have in common (near_peers.h, proxy_peers.h). Row has
// SharedWord print, address_high, address_low, proxy_until, counts of an hour (hourly_count.h) and begun,
// when the first of them came. All loads, stores and swaps are relaxed: a row says nothing about other
// memory, and what does not hash to its print is not believed.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "base/ticks.h"
#include "model/client_address.h"
#include "store/hourly_count.h"
#include "store/last_hashes.h"
#include "store/segment_layout.h"
#include "store/siphash.h"

namespace errwatch::store {

// How long what was seen once is held true. A proxy does not go away because a night is quiet.
inline constexpr Milliseconds kProxyHolds{24 * 3'600'000};

inline uint64_t PrintOf(const HashKey& key, const ClientAddress& address) noexcept {
  return PrintOfHash(LastHashes<sizeof(ClientAddress)>::Of(key, address.bytes()));
}

// Not so what lies further ahead than anybody could have written it.
constexpr bool IsHeldUntil(uint64_t until, Tick now) {
  const Tick tick{until & kMaxTick};
  return tick > now && !IsBeyondSkew(tick, After(now, kProxyHolds));
}

template <typename Row>
bool IsHeldForProxy(const Row& row, Tick now) noexcept {
  return IsHeldUntil(row.proxy_until.load(std::memory_order_relaxed), now);
}

template <typename Row>
std::vector<ClientAddress> ProxiesIn(std::span<const Row> rows, const HashKey& key, Tick now) {
  std::vector<ClientAddress> proxies;
  for (const Row& row : rows) {
    const ClientAddress address = ClientAddress::FromWords(row.address_high.load(std::memory_order_relaxed),
                                                           row.address_low.load(std::memory_order_relaxed));
    if (row.print.load(std::memory_order_relaxed) == PrintOf(key, address) && IsHeldForProxy(row, now))
      proxies.push_back(address);
  }
  std::sort(proxies.begin(), proxies.end());
  return proxies;
}

// A row that was taken over: of its new owner nothing is known. The counts are of another hour than this one,
// so that it begins with the first request.
template <typename Row>
void GiveTo(const ClientAddress& owner, Row& row, Tick now) noexcept {
  row.proxy_until.store(0, std::memory_order_relaxed);
  row.address_high.store(owner.high(), std::memory_order_relaxed);
  row.address_low.store(owner.low(), std::memory_order_relaxed);
  row.counts.store((HourOf(now) + 2) << kHourShift, std::memory_order_relaxed);
}

// With the first request of an hour: nothing of it is counted yet. True for one caller, who empties what else
// the row holds of an hour; what others count meanwhile may be lost.
template <typename Row>
bool BeginHour(Row& row, Tick now) noexcept {
  uint64_t before = row.counts.load(std::memory_order_relaxed);
  if (CountsThisHour(before, now) ||
      !row.counts.compare_exchange_strong(before, EmptyHour(now), std::memory_order_relaxed,
                                          std::memory_order_relaxed))
    return false;
  row.begun.store(now.value, std::memory_order_relaxed);
  return true;
}

// Since the first request of this hour.
template <typename Row>
Milliseconds ObservedFor(const Row& row, Tick now) noexcept {
  return DurationOf(TicksSince({row.begun.load(std::memory_order_relaxed) & kMaxTick}, now));
}

}  // namespace errwatch::store
