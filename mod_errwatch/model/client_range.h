// Ranges of addresses that are blocked as a whole when many of their clients are: whoever has a /48 has
// 65,536 clients, and would fill any table with blocked ones. Pure arithmetic; docs/design.md has the reasons
// for the numbers.
#pragma once

#include <array>
#include <cstdint>

#include "base/ticks.h"
#include "model/client_address.h"

namespace errwatch {

// A range has 256 parts, which are counted: the addresses of a /24, the /56 of a /48, the /64 of a /56.
inline constexpr uint32_t kRangeParts = 256;

struct RangeLevel {
  bool ipv4;
  uint8_t bits;            // of the range
  bool hashed;             // its clients are no next eight bits: a hash says which part each is in
  uint16_t least_blocked;  // parts in which a client was blocked, within kRangeWindow
  // ... and so many fourths of the parts in which anybody was seen since the first of them.
  uint8_t fourths;
};

// IPv6 is handed out by the /56 and the /48: one customer each, mostly. A /24 of IPv4 is many people's.
inline constexpr std::array kRangeLevels = {
    RangeLevel{true, 24, false, 32, 3},
    RangeLevel{false, 64, true, 16, 2},  // only where ErrWatchPrefix makes clients of less
    RangeLevel{false, 56, false, 16, 2},
    RangeLevel{false, 48, false, 64, 2},
};

// From the first block on that counts.
inline constexpr Milliseconds kRangeWindow{3'600'000};

constexpr bool IsEnough(const RangeLevel& level, uint32_t blocked, uint32_t seen) {
  return blocked >= level.least_blocked && blocked * 4 >= seen * level.fourths;
}

struct ClientRange {
  const RangeLevel* level = nullptr;
  ClientAddress address;  // masked
  uint8_t part = 0;       // in which the client is
};

// The ranges that a client is in, the narrowest first.
class ClientRanges {
 public:
  // `client` is masked with `prefix`.
  ClientRanges(const ClientAddress& client, ClientPrefix prefix) noexcept;
  const ClientRange* begin() const { return ranges_.data(); }
  const ClientRange* end() const { return ranges_.data() + count_; }
  bool empty() const { return count_ == 0; }

 private:
  std::array<ClientRange, kRangeLevels.size()> ranges_;
  std::size_t count_ = 0;
};

// As ranges are shown: "192.0.2.0/24".
constexpr ClientPrefix PrefixOfRange(uint8_t bits) { return {bits, bits}; }

}  // namespace errwatch
