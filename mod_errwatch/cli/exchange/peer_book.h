// What the transport says of the other hosts and of itself, together with what came from each: for
// `errwatch peers` and the status page.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/ticks.h"
#include "cli/exchange/inbox.h"
#include "store/share_status.h"

namespace errwatch::cli {

class PeerBook {
 public:
  // `host`: what this one is called; empty: the transport says it. `now`: from when on is counted.
  PeerBook(std::string host, Tick now) : host_(std::move(host)), since_(now) {}

  // {"peers":[{"host":...,"state":...,"seen_ms":...,"reason":...}]} or {"transport":{...}}; false where it is
  // neither.
  bool Take(const nlohmann::json& said, Tick now);
  // That live, and this one.
  uint32_t hosts() const { return hosts_; }
  // All but the group.
  store::ShareStatus Status(const Inbox& inbox, Tick now) const;

 private:
  void TakePeers(const nlohmann::json& peers, Tick now);
  void TakeTransport(const nlohmann::json& transport, Tick now);

  std::string host_;
  Tick since_, unsigned_last_;
  uint32_t hosts_ = 1;
  std::vector<store::SharePeer> peers_;
  uint64_t unlisted_ = 0;
  store::ShareLink link_ = store::ShareLink::kUnknown;
  std::string link_reason_;
  store::ShareCounters counts_{};  // of the transport
};

}  // namespace errwatch::cli
