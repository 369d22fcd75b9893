// What near addresses (model/unnamed_proxy.h) bring, and which of them are proxies that nobody named: a small
// table in shared memory. Lock-free, bounded, async-signal-safe. Counts may be off by a few where several
// processes begin a new hour at once; nothing depends on one request.
#pragma once

#include <cstdint>
#include <vector>

#include "base/ticks.h"
#include "model/client_address.h"
#include "model/unnamed_proxy.h"
#include "store/counters.h"
#include "store/proxy_rows.h"
#include "store/segment_layout.h"

namespace errwatch::store {

class NearPeersReader {
 public:
  static constexpr Milliseconds kHolds = kProxyHolds;
  // The same of what was seen before kLeastTimeOfObservation, among the first requests that this server was
  // ever asked.
  static constexpr Milliseconds kHoldsEarly{10 * 60'000};
  static constexpr uint64_t kFirstRequests = 400;

  NearPeersReader(const NearPeerWords* rows, const HashKey& key) : key_(key), rows_(rows) {}

  // Whether a block of the address would be a block of everybody; false at once for one that is not near.
  bool IsProxy(const ClientAddress& address, Tick now) const noexcept;
  // Near ones, and those that the configuration lists.
  std::vector<ClientAddress> Proxies(Tick now) const;

 protected:
  HashKey key_;

 private:
  const NearPeerWords* rows_;
};

class NearPeers : public NearPeersReader {
 public:
  NearPeers(NearPeerWords* rows, const HashKey& key, Counters counters)
      : NearPeersReader(rows, key), rows_(rows), counters_(counters) {}

  struct Request {
    bool counts = true;  // its client is one that could be blocked: not on the allow list, not this machine
    bool forwarded = false;  // says for whom
    bool failed = false;     // answered with 400 or more
    bool denied = false;     // by a block: not answered
    uint64_t voice = 0;      // VoiceOf
    bool exempt = false;     // of a peer that the configuration lists: looked at wherever it is
  };
  struct Noted {
    bool is_proxy = false;
    bool newly = false;  // by this request; true for one caller
  };
  // Each request once, of near addresses and of all others.
  [[gnu::hot]] Noted Note(const ClientAddress& address, const Request& request, Tick now) noexcept;

  // Of an address that a block would deny: whether this request passes, because the address may be a proxy
  // and it is too early to tell. Of `request` are looked at: counts, voice. At most kMostPasses an hour.
  static constexpr uint32_t kMostPasses = 100;
  bool TakePass(const ClientAddress& address, const Request& request, Tick now) noexcept;

  // True for one caller since `start`, which tells the operator. REQUIRES: IsProxy.
  bool TakeTelling(const ClientAddress& address, Tick start) noexcept;

 private:
  [[gnu::hot]] NearPeerWords* RowOf(const ClientAddress& address, Tick now) noexcept;
  PeerTraffic TrafficOf(const NearPeerWords& row, uint64_t voices, bool counts_as_client,
                        Tick now) const noexcept;
  Milliseconds Judge(const PeerTraffic& traffic, Milliseconds observed) const noexcept;

  NearPeerWords* rows_;
  Counters counters_;
};

}  // namespace errwatch::store
