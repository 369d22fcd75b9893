#include "store/other_hosts.h"

#include <algorithm>
#include <span>

#include "store/hash_parts.h"
#include "store/probed_rows.h"

namespace errwatch::store {
namespace {

// relaxed, all of this file: one program reads and writes them.
constexpr auto kRelaxedPeer = std::memory_order_relaxed;

using PeerTable = ProbedRows<kOtherHostRows, 16>;
// What a host gave away so long ago is over.
constexpr uint64_t kForgottenPeerTicks = TicksIn(Milliseconds(40LL * 24 * 3600 * 1000));
constexpr uint64_t kMostMessage = UINT64_MAX >> kChangeBits;

}  // namespace

uint64_t OtherHosts::PrintOf(const OtherStream& stream) const noexcept {
  return std::max<uint64_t>(HashParts(key_).Add(stream.host).Add(stream.epoch).Add(stream.number).Hash(), 1);
}

uint64_t OtherHosts::OwnerOf(const OtherStream& stream) const noexcept {
  return HashParts(key_).Add(stream.host).Hash() >> 32 << 32 | HashParts(key_).Add(stream.epoch).Hash() >> 32;
}

// Of the streams that the host had with other memories the one that was silent for longest gives way, where
// they are many.
void OtherHosts::LeaveFormer(uint64_t owner) noexcept {
  OtherHostWords* oldest = nullptr;
  uint32_t former = 0;
  for (OtherHostWords& row : std::span(rows_, kOtherHostRows)) {
    const uint64_t other = row.owner.load(kRelaxedPeer);
    if (row.print.load(kRelaxedPeer) == 0 || other == owner || other >> 32 != owner >> 32) continue;
    const uint64_t seen = row.seen.load(kRelaxedPeer) & kMaxTick;
    if (seen == 0) continue;
    ++former;
    if (oldest == nullptr || seen < (oldest->seen.load(kRelaxedPeer) & kMaxTick)) oldest = &row;
  }
  if (former >= kMostFormer) oldest->seen.store(0, kRelaxedPeer);
}

std::optional<uint32_t> OtherHosts::FirstToTake(const OtherStream& stream, uint64_t number,
                                                Tick now) noexcept {
  const uint64_t print = PrintOf(stream);
  if (PeerTable::Find(rows_, print).row == nullptr) LeaveFormer(OwnerOf(stream));
  const Place<OtherHostWords> place = PeerTable::FindOrTake(rows_, print, [now](const OtherHostWords& row) {
    return TicksSince({row.seen.load(kRelaxedPeer) & kMaxTick}, now) >= kForgottenPeerTicks;
  });
  if (place.row == nullptr) return std::nullopt;
  if (place.taken_over) {
    place.row->position.store(0, kRelaxedPeer);
    place.row->owner.store(OwnerOf(stream), kRelaxedPeer);
  }
  place.row->seen.store(now.value & kMaxTick, kRelaxedPeer);
  const uint64_t position = place.row->position.load(kRelaxedPeer);
  const uint64_t last = position >> kChangeBits;
  if (number < last || number > kMostMessage) return kMostChanges;
  if (number > last) return 0;
  return std::min(static_cast<uint32_t>(position & ((uint64_t{1} << kChangeBits) - 1)), kMostChanges);
}

void OtherHosts::Take(const OtherStream& stream, uint64_t number, uint32_t change) noexcept {
  const Place<OtherHostWords> place = PeerTable::Find(rows_, PrintOf(stream));
  if (place.row == nullptr) return;
  place.row->position.store(
      std::min(number, kMostMessage) << kChangeBits | (std::min(change, kMostChanges) + 1), kRelaxedPeer);
}

}  // namespace errwatch::store
