#include "store/proxy_peers.h"

#include <algorithm>
#include <bit>

#include "model/forward_record.h"
#include "store/hourly_count.h"
#include "store/probed_rows.h"
#include "store/siphash.h"

namespace errwatch::store {
namespace {

using ProxyRows = ProbedRows<kProxyPeers, 16>;

// Not so what lies further ahead than it could have been written.
constexpr bool IsWithinADay(uint64_t tick, Tick now) {
  const Tick until = After({tick & kMaxTick}, ProxyPeers::kHolds);
  return (tick & kMaxTick) != 0 && until > now && tick <= now.value;
}
constexpr bool HoldsStill(uint64_t until, Tick now) {
  const Tick tick{until & kMaxTick};
  return tick > now && tick <= After(now, ProxyPeers::kHolds);
}

// What begins with an hour. REQUIRES: counts are of another one.
void BeginHour(ProxyPeerWords& row, Tick now) {
  // relaxed, all: of those that begin it one succeeds; what others count meanwhile may be lost
  uint64_t before = row.counts.load(std::memory_order_relaxed);
  if (before >> kHourShift == HourOf(now) ||
      !row.counts.compare_exchange_strong(before, EmptyHour(now), std::memory_order_relaxed,
                                          std::memory_order_relaxed))
    return;
  row.clients.store(0, std::memory_order_relaxed);
  row.begun.store(now.value, std::memory_order_relaxed);
}

}  // namespace

uint64_t ProxyPeersReader::PrintOf(const ClientAddress& peer) const noexcept {
  const uint64_t print = SipHash(key_, peer.bytes().data(), peer.bytes().size());
  return print == 0 ? 1 : print;
}

Standing ProxyPeersReader::StandingOf(const ClientAddress& peer, Tick now) const noexcept {
  const ProxyPeerWords* row = ProxyRows::Find(rows_, PrintOf(peer)).row;
  if (row == nullptr) return Standing::kUnknown;
  // relaxed, both: a row says nothing about other memory
  if (HoldsStill(row->proxy_until.load(std::memory_order_relaxed), now)) return Standing::kProxy;
  return IsWithinADay(row->forwarded_last.load(std::memory_order_relaxed), now) ? Standing::kForwards
                                                                                : Standing::kUnknown;
}

bool ProxyPeersReader::Contains(const ClientAddress& peer) const noexcept {
  return ProxyRows::Find(rows_, PrintOf(peer)).row != nullptr;
}

std::vector<ClientAddress> ProxyPeersReader::Proxies(Tick now) const {
  std::vector<ClientAddress> proxies;
  for (uint32_t i = 0; i < kProxyPeers; ++i) {
    const ProxyPeerWords& row = rows_[i];
    // relaxed, all: what does not hash to the print is not shown
    const ClientAddress address = ClientAddress::FromWords(row.address_high.load(std::memory_order_relaxed),
                                                           row.address_low.load(std::memory_order_relaxed));
    if (row.print.load(std::memory_order_relaxed) == PrintOf(address) &&
        HoldsStill(row.proxy_until.load(std::memory_order_relaxed), now))
      proxies.push_back(address);
  }
  std::sort(proxies.begin(), proxies.end());
  return proxies;
}

ProxyPeerWords* ProxyPeers::RowOf(const ClientAddress& peer, Tick now) noexcept {
  // relaxed, all: rows that change hands may lose a few counts
  const auto is_stale = [now](const ProxyPeerWords& row) {
    return !HoldsStill(row.proxy_until.load(std::memory_order_relaxed), now) &&
           !IsWithinADay(row.forwarded_last.load(std::memory_order_relaxed), now);
  };
  const Place<ProxyPeerWords> place = ProxyRows::FindOrTake(rows_, PrintOf(peer), is_stale);
  if (place.row == nullptr) counters_.Add(Counter::kProxyPeersFull);
  if (!place.taken_over) return place.row;
  ProxyPeerWords& row = *place.row;
  row.proxy_until.store(0, std::memory_order_relaxed);
  row.forwarded_last.store(0, std::memory_order_relaxed);
  row.shielded.store(0, std::memory_order_relaxed);
  row.address_high.store(peer.high(), std::memory_order_relaxed);
  row.address_low.store(peer.low(), std::memory_order_relaxed);
  // Another hour than this one, so that it begins below.
  row.counts.store((HourOf(now) + 2) << kHourShift, std::memory_order_relaxed);
  return &row;
}

bool ProxyPeers::NoteForwarded(const ClientAddress& peer, const ClientAddress& client, Tick now) noexcept {
  ProxyPeerWords* row = RowOf(peer, now);
  if (row == nullptr) return false;
  // relaxed, all of this function: a row says nothing about other memory
  BeginHour(*row, now);
  row->forwarded_last.store(now.value, std::memory_order_relaxed);
  const uint64_t counts = AddTo(row->counts, Pair(true, true), now);
  const uint64_t bit = uint64_t{1} << PrintOf(client) % 64;
  uint64_t clients = row->clients.load(std::memory_order_relaxed);
  if ((clients & bit) == 0) clients = row->clients.fetch_or(bit, std::memory_order_relaxed) | bit;

  ForwardRecord record;
  record.requests = FirstIn(counts);
  record.forwarded = SecondIn(counts);
  record.clients = std::popcount(clients);
  record.observed = DurationOf(TicksSince({row->begun.load(std::memory_order_relaxed) & kMaxTick}, now));
  if (!IsProxyByRecord(record)) return false;
  uint64_t until = row->proxy_until.load(std::memory_order_relaxed);
  const bool was = HoldsStill(until, now);
  // An hour less is as good, and spares the line.
  const uint64_t longer = After(now, kHolds).value;
  if (was && until + kHourTicks >= longer) return false;
  return row->proxy_until.compare_exchange_strong(until, longer, std::memory_order_relaxed,
                                                  std::memory_order_relaxed) &&
         !was;
}

void ProxyPeers::NoteOwn(const ClientAddress& peer, Tick now) noexcept {
  ProxyPeerWords* row = ProxyRows::Find(rows_, PrintOf(peer)).row;
  if (row == nullptr) return;
  BeginHour(*row, now);
  AddTo(row->counts, Pair(true, false), now);
}

bool ProxyPeers::TakeShield(const ClientAddress& peer, Tick now) noexcept {
  ProxyPeerWords* row = ProxyRows::Find(rows_, PrintOf(peer)).row;
  return row != nullptr && FirstIn(AddTo(row->shielded, Pair(true, false), now)) <= kMostShielded;
}

void ProxyPeers::Forget(const ClientAddress& peer) noexcept {
  ProxyPeerWords* row = ProxyRows::Find(rows_, PrintOf(peer)).row;
  if (row == nullptr) return;
  // relaxed, all: requests under way may count once more
  row->proxy_until.store(0, std::memory_order_relaxed);
  row->forwarded_last.store(0, std::memory_order_relaxed);
  row->clients.store(0, std::memory_order_relaxed);
  row->counts.store(0, std::memory_order_relaxed);
}

}  // namespace errwatch::store
