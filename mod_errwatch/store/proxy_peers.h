// Peers that mod_remoteip was seen to take another client's word from, and what they forward: a small table
// in shared memory. One such request makes nobody a proxy for good; a record over time does
// (model/forward_record.h), for a day, which goes on with the record. Lock-free, bounded, async-signal-safe.
// Counts may be off by a few where several processes begin a new hour at once, or rows change hands; nothing
// depends on one request.
#pragma once

#include <cstdint>
#include <vector>

#include "base/ticks.h"
#include "model/client_address.h"
#include "store/counters.h"
#include "store/proxy_rows.h"
#include "store/segment_layout.h"

namespace errwatch::store {

enum class Standing : uint8_t {
  kUnknown,
  // It has spoken for others: what httpd logs before it knows for whom may be another's fault. What it sends
  // in its own name is its own.
  kForwards,
  kProxy,  // by its record
};

class ProxyPeersReader {
 public:
  static constexpr Milliseconds kHolds = kProxyHolds;

  // `rows` points to kProxyPeers of them.
  ProxyPeersReader(const ProxyPeerWords* rows, const HashKey& key) : key_(key), rows_(rows) {}
  Standing StandingOf(const ClientAddress& peer, Tick now) const noexcept;
  // It has a row: it forwarded something, however long ago.
  bool Contains(const ClientAddress& peer) const noexcept;
  // Those that are held for proxies by their record.
  std::vector<ClientAddress> Proxies(Tick now) const;

 protected:
  HashKey key_;

 private:
  const ProxyPeerWords* rows_;
};

class ProxyPeers : public ProxyPeersReader {
 public:
  // Entries an hour that are not held against a peer of standing kForwards, because they may be another's.
  static constexpr uint32_t kMostShielded = 100;

  ProxyPeers(ProxyPeerWords* rows, const HashKey& key, Counters counters)
      : ProxyPeersReader(rows, key), rows_(rows), counters_(counters) {}

  // A request that mod_remoteip ascribes to `client`. REQUIRES: the peer is not blocked on its own evidence:
  // what it sends then says nothing for it. True for one caller: by this request it has become a proxy.
  bool NoteForwarded(const ClientAddress& peer, const ClientAddress& client, Tick now) noexcept;
  // One in its own name. Nothing for a peer that never forwarded.
  void NoteOwn(const ClientAddress& peer, Tick now) noexcept;
  // Whether an entry from before it was known for whom the peer speaks is not held against it.
  bool TakeShield(const ClientAddress& peer, Tick now) noexcept;
  // An administrator says that it is none: its record begins anew.
  void Forget(const ClientAddress& peer) noexcept;

 private:
  ProxyPeerWords* RowOf(const ClientAddress& peer, Tick now) noexcept;

  ProxyPeerWords* rows_;
  Counters counters_;
};

}  // namespace errwatch::store
