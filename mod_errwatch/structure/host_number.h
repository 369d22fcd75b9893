// Numbers of hosts as C libraries read them: what looks like none to a filter is one to inet_aton().
#pragma once

#include <cstdint>
#include <string_view>

namespace errwatch {

enum class NumberForm : unsigned char {
  kNone,   // no number
  kPlain,  // four decimals
  kOdd,    // hexadecimal, octal, fewer than four parts
};

struct HostNumber {
  NumberForm form = NumberForm::kNone;
  std::uint32_t ipv4 = 0;
};

// "127.0.0.1", "0x7f.1", "2130706433", "017700000001".
HostNumber ReadHostNumber(std::string_view host) noexcept;

// Loopback, private, link-local, shared (100.64/10), this network.
bool IsInside(std::uint32_t ipv4) noexcept;

// Address services of clouds: 169.254.0.0/16, 100.100.100.200, 192.0.0.192.
bool IsMetadataService(std::uint32_t ipv4) noexcept;

// An IPv6 address (no brackets) of the inside: ::, ::1, fc00::/7, fe80::/10, or one that holds such an IPv4
// address.
bool IsInsideIpv6(std::string_view host) noexcept;

}  // namespace errwatch
