#include "store/near_peers.h"

#include <algorithm>
#include <bit>
#include <span>

#include "store/hourly_count.h"
#include "store/probed_rows.h"

namespace errwatch::store {
namespace {

using PeerRows = ProbedRows<kNearPeers, 8>;

// Sums over all processes are dear, and one request changes little.
constexpr uint32_t kJudgedEach = 8;

constexpr uint64_t BitOf(uint64_t voice) { return voice == 0 ? 0 : uint64_t{1} << voice % 64; }

}  // namespace

bool NearPeersReader::IsProxy(const ClientAddress& address, Tick now) const noexcept {
  if (!IsNear(address)) return false;
  const NearPeerWords* row = PeerRows::Find(rows_, PrintOf(key_, address)).row;
  return row != nullptr && IsHeldForProxy(*row, now);
}

std::vector<ClientAddress> NearPeersReader::Proxies(Tick now) const {
  return ProxiesIn(std::span(rows_, kNearPeers), key_, now);
}

// Null when there are more busy near addresses than rows: none of them brings nearly all.
NearPeerWords* NearPeers::RowOf(const ClientAddress& address, Tick now) noexcept {
  // relaxed, all: rows that change hands may lose a few counts
  const auto unused_for_an_hour = [now](const NearPeerWords& row) {
    const uint64_t counts = row.counts.load(std::memory_order_relaxed);
    const bool hour_before = ((HourOf(now) - (counts >> kHourShift)) & 0xFF) == 1;
    return !hour_before && !CountsThisHour(counts, now) && !IsHeldForProxy(row, now);
  };
  const Place<NearPeerWords> place = PeerRows::FindOrTake(rows_, PrintOf(key_, address), unused_for_an_hour);
  if (!place.taken_over) return place.row;
  NearPeerWords& row = *place.row;
  GiveTo(address, row, now);
  row.told.store(0, std::memory_order_relaxed);
  row.voices.store(0, std::memory_order_relaxed);
  return &row;
}

PeerTraffic NearPeers::TrafficOf(const NearPeerWords& row, uint64_t voices, bool counts_as_client,
                                 Tick now) const noexcept {
  PeerTraffic traffic;
  // relaxed, both: written by whoever began the hour
  const uint64_t all_before = row.all_before.load(std::memory_order_relaxed);
  const uint64_t forwarded_before = row.forwarded_before.load(std::memory_order_relaxed);
  traffic.all = counters_.Sum(Counter::kRequests) - all_before;
  traffic.forwarded_all = counters_.Sum(Counter::kForwarded) - forwarded_before;
  // relaxed, both: as in AddTo
  const uint64_t counts = OfThisHour(row.counts.load(std::memory_order_relaxed), now);
  const uint64_t answers = OfThisHour(row.answers.load(std::memory_order_relaxed), now);
  traffic.requests = FirstIn(counts);
  traffic.forwarded = SecondIn(counts);
  traffic.failed = FirstIn(answers);
  traffic.denied = SecondIn(answers);
  traffic.voices = std::popcount(voices);
  // Of an address that is not counted only what is forwarded is among `all`.
  if (!counts_as_client) traffic.all += traffic.requests - std::min(traffic.forwarded, traffic.requests);
  traffic.all = std::max<uint64_t>(traffic.all, traffic.requests);
  return traffic;
}

// For how long the address is held for a proxy; 0 = it is none, for all that can be told. What it brought
// counts after some minutes; before, only where it brought nine tenths of the first that this server was ever
// asked for.
Milliseconds NearPeers::Judge(const PeerTraffic& traffic, Milliseconds observed) const noexcept {
  if (!LooksLikeProxy(traffic)) return Milliseconds(0);
  if (observed >= kLeastTimeOfObservation) return kHolds;
  PeerTraffic ever = traffic;
  ever.all = std::max(traffic.all, counters_.Sum(Counter::kRequests));
  ever.forwarded_all = std::max(traffic.forwarded_all, counters_.Sum(Counter::kForwarded));
  return ever.all <= kFirstRequests && LooksLikeProxy(ever) ? kHoldsEarly : Milliseconds(0);
}

NearPeers::Noted NearPeers::Note(const ClientAddress& address, const Request& request, Tick now) noexcept {
  if (request.counts || request.forwarded) counters_.Add(Counter::kRequests);
  if (!IsNear(address) && !request.exempt) return {};
  if (request.forwarded) counters_.Add(Counter::kForwarded);
  NearPeerWords* row = RowOf(address, now);
  if (row == nullptr) return {};
  // relaxed, all of this function: see RowOf
  if (BeginHour(*row, now)) {
    const bool counted = request.counts || request.forwarded;
    row->all_before.store(counters_.Sum(Counter::kRequests) - (counted ? 1 : 0), std::memory_order_relaxed);
    row->forwarded_before.store(counters_.Sum(Counter::kForwarded) - (request.forwarded ? 1 : 0),
                                std::memory_order_relaxed);
    row->voices.store(0, std::memory_order_relaxed);
  }
  if (request.failed || request.denied) AddTo(row->answers, Pair(request.failed, request.denied), now);
  const uint32_t requests = FirstIn(AddTo(row->counts, Pair(true, request.forwarded), now));
  const uint64_t bit = BitOf(request.voice);
  uint64_t voices = row->voices.load(std::memory_order_relaxed);
  const bool new_voice = (voices & bit) != bit;
  if (new_voice) voices = row->voices.fetch_or(bit, std::memory_order_relaxed) | bit;

  uint64_t until = row->proxy_until.load(std::memory_order_relaxed);
  const bool was = IsHeldUntil(until, now);
  if (requests < kEnoughEvidence.requests || (requests % kJudgedEach != 0 && !new_voice) ||
      requests == kMostCounted)
    return {was, false};
  const Milliseconds holds = Judge(TrafficOf(*row, voices, request.counts, now), ObservedFor(*row, now));
  if (holds.count() == 0) return {was, false};
  const uint64_t longer = After(now, holds).value;
  if (was && until >= longer) return {true, false};
  const bool mine = row->proxy_until.compare_exchange_strong(until, longer, std::memory_order_relaxed,
                                                             std::memory_order_relaxed);
  return {true, mine && !was};
}

bool NearPeers::TakePass(const ClientAddress& address, const Request& request, Tick now) noexcept {
  if (!IsNear(address)) return false;
  NearPeerWords* row = PeerRows::Find(rows_, PrintOf(key_, address)).row;
  if (row == nullptr) return false;
  // relaxed, all of this function: as in Note
  const uint64_t voices = row->voices.load(std::memory_order_relaxed) | BitOf(request.voice);
  const PeerTraffic traffic = TrafficOf(*row, voices, request.counts, now);
  const bool decided =
      traffic.requests >= kEnoughEvidence.requests && ObservedFor(*row, now) >= kLeastTimeOfObservation;
  if (decided || !LooksLikeProxy(traffic, kFirstEvidence)) return false;
  return FirstIn(AddTo(row->passes, Pair(true, false), now)) <= kMostPasses;
}

bool NearPeers::TakeTelling(const ClientAddress& address, Tick start) noexcept {
  NearPeerWords* row = PeerRows::Find(rows_, PrintOf(key_, address)).row;
  if (row == nullptr) return false;
  // relaxed, both: the word alone decides who tells
  uint64_t told = row->told.load(std::memory_order_relaxed);
  return told != start.value && row->told.compare_exchange_strong(
                                    told, start.value, std::memory_order_relaxed, std::memory_order_relaxed);
}

}  // namespace errwatch::store
