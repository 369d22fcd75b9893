#include "model/client_range.h"

namespace errwatch {
namespace {

// IPv4 is held in the last four of 16 bytes.

// The eight bits behind the first `bits` of 16 bytes; 0 <= bits <= 120, a multiple of 8.
uint8_t NextByte(const ClientAddress& address, int bits) {
  return address.bytes()[static_cast<std::size_t>(bits / 8)];
}

// Not keyed: who chooses his addresses so that they fall into few parts has few clients.
uint8_t HashedPart(const ClientAddress& address) {
  const uint64_t mixed = (address.high() ^ address.low() * 0x9E3779B97F4A7C15) * 0xC2B2AE3D27D4EB4F;
  return static_cast<uint8_t>(mixed >> 56);
}

}  // namespace

ClientRanges::ClientRanges(const ClientAddress& client, ClientPrefix prefix) noexcept {
  const bool ipv4 = client.is_ipv4();
  const int client_bits = ipv4 ? prefix.ipv4 : prefix.ipv6;
  for (const RangeLevel& level : kRangeLevels) {
    if (level.ipv4 != ipv4 || level.bits >= client_bits) continue;
    const int bits = ipv4 ? kMappedBits + level.bits : level.bits;
    ranges_[count_++] = {&level, client.MaskedTo(bits),
                         level.hashed ? HashedPart(client) : NextByte(client, bits)};
  }
}

}  // namespace errwatch
