// Which networks most of a crowd comes from: the heavy hitters of Misra and Gries (1982), four words. What is
// counted of a network is never more than what came from it.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "model/client_address.h"

namespace errwatch {

inline constexpr std::size_t kNetworks = 4;
using NetworkWords = std::array<uint64_t, kNetworks>;

inline constexpr uint8_t kNetworkIpv4Bits = 24;
inline constexpr uint8_t kNetworkIpv6Bits = 48;

// A network as it stands in a word: 49 bits | 15 bits of its count; 0 = free.
uint64_t NetworkWordOf(const ClientAddress& address) noexcept;

// Which word becomes what once one more has come from the network; for a full table each word loses one.
struct NetworkChange {
  std::size_t at = kNetworks;  // kNetworks: all words lose one
  uint64_t word = 0;
};
NetworkChange NoteNetwork(const NetworkWords& words, uint64_t network) noexcept;
uint64_t LessOne(uint64_t word) noexcept;

// "203.0.113.0/24, 2001:db8::/48", the one with most first, where together they explain more than half of
// `entries`; empty else.
std::string MainNetworks(const NetworkWords& words, uint32_t entries);

}  // namespace errwatch
