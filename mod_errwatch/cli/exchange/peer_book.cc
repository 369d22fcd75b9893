#include "cli/exchange/peer_book.h"

#include <algorithm>

#include "cli/server/json_in.h"

namespace errwatch::cli {
namespace {

using nlohmann::json;
using store::PeerState;
using store::ShareCount;

PeerState StateByName(const std::string& name) {
  const auto* found = std::ranges::find(store::kPeerStateNames, name);
  const auto state = static_cast<PeerState>(found - store::kPeerStateNames.begin());
  return state < PeerState::kUnknown ? state : PeerState::kGone;
}

Tick Before(Tick now, uint64_t ms) {
  constexpr uint64_t kLongest = 1'000'000'000'000;
  const uint64_t ago = TicksIn(Milliseconds(static_cast<int64_t>(std::min(ms, kLongest))));
  return {now.value - std::min(now.value, ago)};
}

}  // namespace

bool PeerBook::Take(const json& said, Tick now) {
  if (const auto peers = said.find("peers"); peers != said.end() && peers->is_array()) {
    TakePeers(*peers, now);
    return true;
  }
  const auto transport = said.find("transport");
  if (transport == said.end() || !transport->is_object()) return false;
  TakeTransport(*transport, now);
  return true;
}

void PeerBook::TakePeers(const json& peers, Tick now) {
  hosts_ = 1;
  peers_.clear();
  unlisted_ = 0;
  for (const json& object : peers) {
    if (!object.is_object()) continue;
    store::SharePeer peer;
    peer.name = TextIn(object, "host").substr(0, store::kShareNameBytes - 1);
    if (peer.name.empty()) continue;
    peer.state = StateByName(TextIn(object, "state"));
    if (peer.state == PeerState::kLive) ++hosts_;
    peer.seen = Before(now, NumberIn(object, "seen_ms").value_or(0));
    peer.reason = TextIn(object, "reason").substr(0, store::kShareReasonBytes - 1);
    if (peers_.size() == store::kSharePeers) {
      ++unlisted_;
      continue;
    }
    peers_.push_back(std::move(peer));
  }
}

void PeerBook::TakeTransport(const json& transport, Tick now) {
  const std::string state = TextIn(transport, "state");
  link_ = state == "connected" ? store::ShareLink::kConnected : store::ShareLink::kTroubled;
  link_reason_ = TextIn(transport, "reason").substr(0, store::kShareReasonBytes - 1);
  if (const std::string host = TextIn(transport, "host"); !host.empty())
    host_ = host.substr(0, store::kShareNameBytes - 1);
  At(counts_, ShareCount::kBacklog) = NumberIn(transport, "backlog").value_or(0);
  At(counts_, ShareCount::kDropped) = NumberIn(transport, "dropped").value_or(0);
  At(counts_, ShareCount::kUnsigned) = NumberIn(transport, "unsigned").value_or(0);
  const std::optional<uint64_t> ago = NumberIn(transport, "unsigned_ms");
  unsigned_last_ = ago ? Before(now, *ago) : Tick();
}

store::ShareStatus PeerBook::Status(const Inbox& inbox, Tick now) const {
  store::ShareStatus status;
  status.host = host_;
  status.told = now;
  status.since = since_;
  status.unsigned_last = unsigned_last_;
  status.link = link_;
  status.link_reason = link_reason_;
  status.peers = peers_;
  status.unlisted = unlisted_;
  status.counts = inbox.counts();
  store::AddTo(status.counts, counts_);
  for (store::SharePeer& peer : status.peers)
    if (const auto found = inbox.by_host().find(peer.name); found != inbox.by_host().end())
      peer.counts = found->second;
  return status;
}

}  // namespace errwatch::cli
