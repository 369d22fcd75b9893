#include "store/near_peers.h"

#include <algorithm>
#include <bit>

#include "model/unnamed_proxy.h"
#include "store/probed_rows.h"
#include "store/siphash.h"

namespace errwatch::store {
namespace {

using Rows = ProbedRows<kNearPeers, 8>;

constexpr uint64_t kWindow = 3600 * 100;  // ticks: one hour
// Sums over all processes are dear, and one request changes little.
constexpr uint32_t kJudgedEach = 8;

// NearPeerWords::counts: four counts of 14 bits, and the hour in 8.
enum Count : int { kRequests, kForwarded, kFailed, kDenied };
constexpr int kCountBits = 14;
constexpr int kHourShift = 4 * kCountBits;
constexpr uint32_t kMostCounted = (1U << kCountBits) - 1;
constexpr uint64_t One(Count count) { return uint64_t{1} << kCountBits * count; }
constexpr uint32_t In(uint64_t counts, Count count) {
  return static_cast<uint32_t>(counts >> kCountBits * count) & kMostCounted;
}
constexpr uint64_t HourOf(Tick now) { return now.value / kWindow & 0xFF; }

// An hour with more requests than fit counts no further: it was judged long before.
constexpr uint64_t Counted(uint64_t counts, const NearPeers::Request& request) {
  if (In(counts, kRequests) == kMostCounted) return counts;
  return counts + One(kRequests) + (request.forwarded ? One(kForwarded) : 0) +
         (request.failed ? One(kFailed) : 0) + (request.denied ? One(kDenied) : 0);
}

constexpr bool Holds(uint64_t until, Tick now) {
  const Tick tick{until & kMaxTick};
  return tick > now && tick <= After(now, NearPeers::kHolds);
}

ClientAddress AddressIn(const NearPeerWords& row) {
  // relaxed, both: the caller compares what the address hashes to
  return ClientAddress::FromWords(row.address_high.load(std::memory_order_relaxed),
                                  row.address_low.load(std::memory_order_relaxed));
}

}  // namespace

uint64_t NearPeersReader::PrintOf(const ClientAddress& address) const noexcept {
  const uint64_t print = SipHash(key_, address.bytes().data(), address.bytes().size());
  return print == 0 ? 1 : print;
}

bool NearPeersReader::IsProxy(const ClientAddress& address, Tick now) const noexcept {
  if (!IsNear(address)) return false;
  const NearPeerWords* row = Rows::Find(rows_, PrintOf(address)).row;
  // relaxed: a row says nothing about other memory
  return row != nullptr && Holds(row->proxy_until.load(std::memory_order_relaxed), now);
}

std::vector<ClientAddress> NearPeersReader::Proxies(Tick now) const {
  std::vector<ClientAddress> proxies;
  for (uint32_t i = 0; i < kNearPeers; ++i) {
    const ClientAddress address = AddressIn(rows_[i]);
    // relaxed, both: as above
    if (rows_[i].print.load(std::memory_order_relaxed) == PrintOf(address) && IsNear(address) &&
        Holds(rows_[i].proxy_until.load(std::memory_order_relaxed), now))
      proxies.push_back(address);
  }
  std::sort(proxies.begin(), proxies.end());
  return proxies;
}

// Null when there are more busy near addresses than rows: none of them brings nearly all.
NearPeerWords* NearPeers::RowOf(const ClientAddress& address, Tick now) noexcept {
  // relaxed, all: rows that change hands may lose a few counts
  const auto unused_for_an_hour = [now](const NearPeerWords& row) {
    const uint64_t age = (HourOf(now) - (row.counts.load(std::memory_order_relaxed) >> kHourShift)) & 0xFF;
    return age > 1 && !Holds(row.proxy_until.load(std::memory_order_relaxed), now);
  };
  const Place<NearPeerWords> place = Rows::FindOrTake(rows_, PrintOf(address), unused_for_an_hour);
  if (!place.taken_over) return place.row;
  NearPeerWords& row = *place.row;
  row.proxy_until.store(0, std::memory_order_relaxed);
  row.told.store(0, std::memory_order_relaxed);
  row.voices.store(0, std::memory_order_relaxed);
  row.address_high.store(address.high(), std::memory_order_relaxed);
  row.address_low.store(address.low(), std::memory_order_relaxed);
  // Another hour than this one, so that it begins below.
  row.counts.store((HourOf(now) + 2) << kHourShift, std::memory_order_relaxed);
  return &row;
}

bool NearPeers::Judge(NearPeerWords& row, uint64_t counts, int voices, bool counts_as_client) noexcept {
  PeerTraffic traffic;
  // relaxed, both: written by whoever began the hour
  const uint64_t all_before = row.all_before.load(std::memory_order_relaxed);
  const uint64_t forwarded_before = row.forwarded_before.load(std::memory_order_relaxed);
  traffic.all = counters_.Sum(Counter::kRequests) - all_before;
  traffic.forwarded_all = counters_.Sum(Counter::kForwarded) - forwarded_before;
  traffic.requests = In(counts, kRequests);
  traffic.forwarded = In(counts, kForwarded);
  traffic.failed = In(counts, kFailed);
  traffic.denied = In(counts, kDenied);
  traffic.voices = voices;
  // Of an address that is not counted only what is forwarded is among `all`.
  if (!counts_as_client) traffic.all += traffic.requests - std::min(traffic.forwarded, traffic.requests);
  traffic.all = std::max<uint64_t>(traffic.all, traffic.requests);
  return LooksLikeProxy(traffic);
}

NearPeers::Noted NearPeers::Note(const ClientAddress& address, const Request& request, Tick now) noexcept {
  if (request.counts || request.forwarded) counters_.Add(Counter::kRequests);
  if (!IsNear(address)) return {};
  if (request.forwarded) counters_.Add(Counter::kForwarded);
  NearPeerWords* row = RowOf(address, now);
  if (row == nullptr) return {};
  // relaxed, all of this function: see RowOf
  uint64_t counts = row->counts.load(std::memory_order_relaxed);
  if (counts >> kHourShift != HourOf(now)) {
    const uint64_t begun = HourOf(now) << kHourShift;
    if (row->counts.compare_exchange_strong(counts, begun, std::memory_order_relaxed,
                                            std::memory_order_relaxed)) {
      const bool counted = request.counts || request.forwarded;
      row->all_before.store(counters_.Sum(Counter::kRequests) - (counted ? 1 : 0), std::memory_order_relaxed);
      row->forwarded_before.store(counters_.Sum(Counter::kForwarded) - (request.forwarded ? 1 : 0),
                                  std::memory_order_relaxed);
      row->voices.store(0, std::memory_order_relaxed);
      counts = begun;
    }
  }
  for (int i = 0; i < 8; ++i) {
    if (row->counts.compare_exchange_weak(counts, Counted(counts, request), std::memory_order_relaxed,
                                          std::memory_order_relaxed))
      break;
  }
  counts = Counted(counts, request);
  const uint64_t bit = request.voice == 0 ? 0 : uint64_t{1} << request.voice % 64;
  uint64_t voices = row->voices.load(std::memory_order_relaxed);
  const bool new_voice = (voices & bit) != bit;
  if (new_voice) voices = row->voices.fetch_or(bit, std::memory_order_relaxed) | bit;

  uint64_t until = row->proxy_until.load(std::memory_order_relaxed);
  const bool was = Holds(until, now);
  const uint32_t requests = In(counts, kRequests);
  if (requests < kEnoughRequests || (requests % kJudgedEach != 0 && !new_voice) || requests == kMostCounted)
    return {was, false};
  if (!Judge(*row, counts, std::popcount(voices), request.counts)) return {was, false};
  const bool mine = row->proxy_until.compare_exchange_strong(
      until, After(now, kHolds).value, std::memory_order_relaxed, std::memory_order_relaxed);
  return {true, mine && !was};
}

bool NearPeers::TakeTelling(const ClientAddress& address, Tick start) noexcept {
  NearPeerWords* row = Rows::Find(rows_, PrintOf(address)).row;
  if (row == nullptr) return false;
  // relaxed, both: the word alone decides who tells
  uint64_t told = row->told.load(std::memory_order_relaxed);
  return told != start.value && row->told.compare_exchange_strong(
                                    told, start.value, std::memory_order_relaxed, std::memory_order_relaxed);
}

}  // namespace errwatch::store
