#include "store/proxy_peers.h"

#include <bit>
#include <span>

#include "model/forward_record.h"
#include "store/hourly_count.h"
#include "store/probed_rows.h"

namespace errwatch::store {
namespace {

using ProxyRows = ProbedRows<kProxyPeers, 16>;

constexpr bool IsWithinADay(uint64_t tick, Tick now) {
  const Tick noted{tick & kMaxTick};
  return noted.value != 0 && After(noted, kProxyHolds) > now && !IsBeyondSkew(noted, now);
}

// What this hour has with it.
uint64_t Count(ProxyPeerWords& row, uint64_t pair, Tick now) {
  // relaxed: a row says nothing about other memory
  if (BeginHour(row, now)) row.clients.store(0, std::memory_order_relaxed);
  return AddTo(row.counts, pair, now);
}

}  // namespace

Standing ProxyPeersReader::StandingOf(const ClientAddress& peer, Tick now) const noexcept {
  const ProxyPeerWords* row = ProxyRows::Find(rows_, PrintOf(key_, peer)).row;
  if (row == nullptr) return Standing::kUnknown;
  if (IsHeldForProxy(*row, now)) return Standing::kProxy;
  // relaxed: a row says nothing about other memory
  return IsWithinADay(row->forwarded_last.load(std::memory_order_relaxed), now) ? Standing::kForwards
                                                                                : Standing::kUnknown;
}

bool ProxyPeersReader::Contains(const ClientAddress& peer) const noexcept {
  return ProxyRows::Find(rows_, PrintOf(key_, peer)).row != nullptr;
}

std::vector<ClientAddress> ProxyPeersReader::Proxies(Tick now) const {
  return ProxiesIn(std::span(rows_, kProxyPeers), key_, now);
}

ProxyPeerWords* ProxyPeers::RowOf(const ClientAddress& peer, Tick now) noexcept {
  // relaxed, all: rows that change hands may lose a few counts
  const auto is_stale = [now](const ProxyPeerWords& row) {
    return !IsHeldForProxy(row, now) &&
           !IsWithinADay(row.forwarded_last.load(std::memory_order_relaxed), now);
  };
  const Place<ProxyPeerWords> place = ProxyRows::FindOrTake(rows_, PrintOf(key_, peer), is_stale);
  if (place.row == nullptr) counters_.Add(Counter::kProxyPeersFull);
  if (!place.taken_over) return place.row;
  ProxyPeerWords& row = *place.row;
  GiveTo(peer, row, now);
  row.forwarded_last.store(0, std::memory_order_relaxed);
  row.shielded.store(0, std::memory_order_relaxed);
  return &row;
}

bool ProxyPeers::NoteForwarded(const ClientAddress& peer, const ClientAddress& client, Tick now) noexcept {
  ProxyPeerWords* row = RowOf(peer, now);
  if (row == nullptr) return false;
  // relaxed, all of this function: a row says nothing about other memory
  const uint64_t counts = Count(*row, Pair(true, true), now);
  row->forwarded_last.store(now.value, std::memory_order_relaxed);
  const uint64_t bit = uint64_t{1} << PrintOf(key_, client) % 64;
  uint64_t clients = row->clients.load(std::memory_order_relaxed);
  if ((clients & bit) == 0) clients = row->clients.fetch_or(bit, std::memory_order_relaxed) | bit;

  ForwardRecord record;
  record.requests = FirstIn(counts);
  record.forwarded = SecondIn(counts);
  record.clients = std::popcount(clients);
  record.observed = ObservedFor(*row, now);
  if (!IsProxyByRecord(record)) return false;
  uint64_t until = row->proxy_until.load(std::memory_order_relaxed);
  const bool was = IsHeldUntil(until, now);
  // An hour less is as good, and spares the line.
  const uint64_t longer = After(now, kHolds).value;
  if (was && until + kHourTicks >= longer) return false;
  return row->proxy_until.compare_exchange_strong(until, longer, std::memory_order_relaxed,
                                                  std::memory_order_relaxed) &&
         !was;
}

void ProxyPeers::NoteOwn(const ClientAddress& peer, Tick now) noexcept {
  ProxyPeerWords* row = ProxyRows::Find(rows_, PrintOf(key_, peer)).row;
  if (row == nullptr) return;
  Count(*row, Pair(true, false), now);
}

bool ProxyPeers::TakeShield(const ClientAddress& peer, Tick now) noexcept {
  ProxyPeerWords* row = ProxyRows::Find(rows_, PrintOf(key_, peer)).row;
  return row != nullptr && FirstIn(AddTo(row->shielded, Pair(true, false), now)) <= kMostShielded;
}

void ProxyPeers::Forget(const ClientAddress& peer) noexcept {
  ProxyPeerWords* row = ProxyRows::Find(rows_, PrintOf(key_, peer)).row;
  if (row == nullptr) return;
  // relaxed, all: requests under way may count once more
  row->proxy_until.store(0, std::memory_order_relaxed);
  row->forwarded_last.store(0, std::memory_order_relaxed);
  row->clients.store(0, std::memory_order_relaxed);
  row->counts.store(0, std::memory_order_relaxed);
}

}  // namespace errwatch::store
