// An IPv4 or IPv6 address as 16 bytes; IPv4 is held as IPv4-mapped IPv6,
// so ::ffff:192.0.2.1 and 192.0.2.1 are one client. So is what a translator before a server without IPv4
// makes of it, 64:ff9b::192.0.2.1: all who come by IPv4 would be one /64, and one attacker all of them.
#pragma once

#include <array>
#include <bit>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace errwatch {

// IPv4 is held as ::ffff:0:0/96.
inline constexpr int kMappedBits = 96;

// How much of an address makes a client. ErrWatchPrefix.
struct ClientPrefix {
  static constexpr uint8_t kLeastIpv4 = 8, kMostIpv4 = 32;
  static constexpr uint8_t kLeastIpv6 = 16, kMostIpv6 = 128;
  uint8_t ipv4 = 32;
  uint8_t ipv6 = 64;
  constexpr bool IsPossible() const {
    return ipv4 >= kLeastIpv4 && ipv4 <= kMostIpv4 && ipv6 >= kLeastIpv6 && ipv6 <= kMostIpv6;
  }
  constexpr bool operator==(const ClientPrefix&) const = default;
};

class ClientAddress {
 public:
  constexpr ClientAddress() = default;  // ::, which is no client
  static ClientAddress FromIpv4(const void* four_bytes);
  static ClientAddress FromIpv6(const void* sixteen_bytes);
  static ClientAddress FromWords(uint64_t high, uint64_t low);

  // Numeric forms only: "192.0.2.1", "2001:db8::1", "[2001:db8::1]",
  // "fe80::1%eth0" (the zone is dropped). No name look-up.
  static std::optional<ClientAddress> Parse(std::string_view text);

  bool is_ipv4() const { return high() == 0 && low() >> 32 == kMappedWord; }
  bool empty() const { return *this == ClientAddress(); }
  // An address whose network would be all zero (::1) stays whole.
  ClientAddress Masked(ClientPrefix prefix) const;
  ClientAddress MaskedTo(int ipv6_bits) const;  // 0-128, on the 16-byte form

  // Big-endian words, for storage.
  constexpr uint64_t high() const { return BigEndian(Words()[0]); }
  constexpr uint64_t low() const { return BigEndian(Words()[1]); }
  const std::array<uint8_t, 16>& bytes() const { return bytes_; }

  // "192.0.2.1", "2001:db8::".
  std::string ToString() const;
  // As a client is shown: "192.0.2.1",
  // or with its prefix "2001:db8::/64" where the prefix is shorter than the address.
  std::string ToString(ClientPrefix prefix) const;

  // By words: a request compares addresses a dozen times, and the library compares bytes by a call.
  constexpr bool operator==(const ClientAddress& other) const {
    return Words()[0] == other.Words()[0] && Words()[1] == other.Words()[1];
  }
  constexpr std::strong_ordering operator<=>(const ClientAddress& other) const {
    return high() != other.high() ? high() <=> other.high() : low() <=> other.low();
  }

 private:
  static constexpr uint64_t kMappedWord = 0xFFFF;  // ::ffff:0:0/96

  constexpr std::array<uint64_t, 2> Words() const { return std::bit_cast<std::array<uint64_t, 2>>(bytes_); }
  static constexpr uint64_t BigEndian(uint64_t word) {
    return std::endian::native == std::endian::big ? word : __builtin_bswap64(word);
  }

  std::array<uint8_t, 16> bytes_{};
};

}  // namespace errwatch
