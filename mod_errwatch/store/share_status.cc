#include "store/share_status.h"

#include <algorithm>
#include <utility>

#include "store/word_text.h"

namespace errwatch::store {
namespace {

// relaxed, all of this file: for display, written by one process
constexpr auto kRelaxedShare = std::memory_order_relaxed;
constexpr int kPeerStateAt = kTickBits;
constexpr uint64_t kSilentTicks = TicksIn(Milliseconds(15'000));

void StoreCounts(ShareCountWords& words, const ShareCounters& counts) noexcept {
  for (std::size_t i = 0; i < kShareCounts; ++i) words[i].store(counts[i], kRelaxedShare);
}

ShareCounters LoadCounts(const ShareCountWords& words) {
  ShareCounters counts;
  for (std::size_t i = 0; i < kShareCounts; ++i) counts[i] = words[i].load(kRelaxedShare);
  return counts;
}

SharePeer LoadPeer(const SharePeerWords& words) {
  SharePeer peer;
  peer.name = LoadText(words.name);
  const uint64_t state = words.state.load(kRelaxedShare);
  constexpr auto kLast = static_cast<uint64_t>(PeerState::kCutOff);
  peer.state = static_cast<PeerState>(std::min(state >> kPeerStateAt, kLast));
  peer.seen = {state & kMaxTick};
  peer.reason = LoadText(words.reason);
  peer.counts = LoadCounts(words.counts);
  return peer;
}

}  // namespace

bool IsSilent(const ShareStatus& status, Tick now) {
  return status.told == Tick() || TicksSince(status.told, now) > kSilentTicks;
}

std::string ShareReader::group() const { return LoadText(words_->group); }

ShareStatus ShareReader::All() const {
  ShareStatus status;
  status.group = group();
  status.host = LoadText(words_->host);
  const auto tick = [](const SharedWord& word) { return Tick{word.load(kRelaxedShare) & kMaxTick}; };
  status.told = tick(words_->told);
  status.since = tick(words_->since);
  status.unsigned_last = tick(words_->unsigned_last);
  status.link = static_cast<ShareLink>(
      std::min<uint64_t>(words_->link.load(kRelaxedShare), kShareLinkNames.size() - 1));
  status.link_reason = LoadText(words_->link_reason);
  status.counts = LoadCounts(words_->counts);
  status.unlisted = words_->unlisted.load(kRelaxedShare);
  for (const SharePeerWords& words : words_->peers) {
    SharePeer peer = LoadPeer(words);
    if (peer.name.empty()) break;
    status.peers.push_back(std::move(peer));
  }
  return status;
}

ShareStatus ShareReader::AsOf(Tick now) const {
  ShareStatus status = All();
  if (!IsSilent(status, now)) return status;
  status.link = ShareLink::kUnknown;
  status.link_reason.clear();
  for (SharePeer& peer : status.peers) {
    peer.state = PeerState::kUnknown;
    peer.reason.clear();
  }
  return status;
}

void Share::SetGroup(std::string_view group) noexcept { StoreText(words_->group, group); }

void Share::Tell(const ShareStatus& status) noexcept {
  StoreText(words_->host, status.host);
  words_->since.store(status.since.value & kMaxTick, kRelaxedShare);
  words_->unsigned_last.store(status.unsigned_last.value & kMaxTick, kRelaxedShare);
  words_->link.store(static_cast<uint64_t>(status.link), kRelaxedShare);
  StoreText(words_->link_reason, status.link_reason);
  StoreCounts(words_->counts, status.counts);
  const std::size_t listed = std::min<std::size_t>(status.peers.size(), kSharePeers);
  words_->unlisted.store(status.unlisted + status.peers.size() - listed, kRelaxedShare);
  for (std::size_t i = 0; i < listed; ++i) {
    SharePeerWords& words = words_->peers[i];
    const SharePeer& peer = status.peers[i];
    StoreText(words.reason, peer.reason);
    StoreCounts(words.counts, peer.counts);
    words.state.store(static_cast<uint64_t>(peer.state) << kPeerStateAt | (peer.seen.value & kMaxTick),
                      kRelaxedShare);
    StoreText(words.name, peer.name);
  }
  for (std::size_t i = listed; i < kSharePeers; ++i) words_->peers[i].name[0].store(0, kRelaxedShare);
  words_->told.store(status.told.value & kMaxTick, kRelaxedShare);
}

}  // namespace errwatch::store
