#include "anomaly/networks.h"

#include <algorithm>

#include "model/client_range.h"

namespace errwatch {
namespace {

constexpr int kCountBits = 15;
constexpr uint64_t kCountMask = (uint64_t{1} << kCountBits) - 1;
constexpr uint64_t kIpv6 = uint64_t{1} << 63;
// Less of all entries is no reason to name a network.
constexpr uint32_t kLeastShare = 10;  // the tenth part

uint64_t CountIn(uint64_t word) { return word & kCountMask; }

std::string TextOf(uint64_t word) {
  const bool ipv6 = (word & kIpv6) != 0;
  const uint64_t bits = (word & ~kIpv6) >> kCountBits;
  const ClientAddress address =
      ipv6 ? ClientAddress::FromWords(bits << 16, 0)
           : ClientAddress::FromWords(0, uint64_t{0xFFFF} << 32 | (bits & 0xFFFFFF) << 8);
  return address.ToString() + "/" + std::to_string(ipv6 ? kNetworkIpv6Bits : kNetworkIpv4Bits);
}

}  // namespace

uint64_t NetworkWordOf(const ClientAddress& address) noexcept {
  const uint64_t bits = address.is_ipv4() ? address.low() >> 8 & 0xFFFFFF : address.high() >> 16;
  return bits << kCountBits | (address.is_ipv4() ? 0 : kIpv6);
}

NetworkChange NoteNetwork(const NetworkWords& words, uint64_t network) noexcept {
  std::size_t free = kNetworks;
  for (std::size_t i = 0; i < kNetworks; ++i) {
    if (CountIn(words[i]) == 0) {
      free = std::min(free, i);
    } else if ((words[i] & ~kCountMask) == network) {
      return {i, CountIn(words[i]) == kCountMask ? words[i] : words[i] + 1};
    }
  }
  return free < kNetworks ? NetworkChange{free, network | 1} : NetworkChange{};
}

uint64_t LessOne(uint64_t word) noexcept { return CountIn(word) == 0 ? 0 : word - 1; }

std::string MainNetworks(const NetworkWords& words, uint32_t entries) {
  NetworkWords sorted = words;
  std::ranges::sort(sorted, [](uint64_t a, uint64_t b) { return CountIn(a) > CountIn(b); });
  uint64_t sum = 0;
  std::string text;
  for (const uint64_t word : sorted) {
    if (CountIn(word) == 0 || CountIn(word) * kLeastShare < entries) break;
    sum += CountIn(word);
    text += (text.empty() ? "" : ", ") + TextOf(word);
  }
  return sum * 2 > entries ? text : std::string();
}

}  // namespace errwatch
