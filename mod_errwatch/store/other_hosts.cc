#include "store/other_hosts.h"

#include <algorithm>

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

uint64_t OtherHosts::PrintOf(std::string_view host, uint32_t stream) const noexcept {
  return std::max<uint64_t>(HashParts(key_).Add(host).Add(stream).Hash(), 1);
}

std::optional<uint32_t> OtherHosts::FirstToTake(std::string_view host, uint32_t stream, uint64_t number,
                                                Tick now) noexcept {
  const Place<OtherHostWords> place =
      PeerTable::FindOrTake(rows_, PrintOf(host, stream), [now](const OtherHostWords& row) {
        return TicksSince({row.seen.load(kRelaxedPeer) & kMaxTick}, now) >= kForgottenPeerTicks;
      });
  if (place.row == nullptr) return std::nullopt;
  if (place.taken_over) place.row->position.store(0, kRelaxedPeer);
  place.row->seen.store(now.value & kMaxTick, kRelaxedPeer);
  const uint64_t position = place.row->position.load(kRelaxedPeer);
  const uint64_t last = position >> kChangeBits;
  if (number < last || number > kMostMessage) return kMostChanges;
  if (number > last) return 0;
  return std::min(static_cast<uint32_t>(position & ((uint64_t{1} << kChangeBits) - 1)), kMostChanges);
}

void OtherHosts::Take(std::string_view host, uint32_t stream, uint64_t number, uint32_t change) noexcept {
  const Place<OtherHostWords> place = PeerTable::Find(rows_, PrintOf(host, stream));
  if (place.row == nullptr) return;
  place.row->position.store(
      std::min(number, kMostMessage) << kChangeBits | (std::min(change, kMostChanges) + 1), kRelaxedPeer);
}

}  // namespace errwatch::store
